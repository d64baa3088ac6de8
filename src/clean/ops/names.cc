#include "clean/ops/names.h"

namespace millrace::describe {
namespace {

using List = OpsOf<std::vector<std::string>>;

std::vector<std::string>& items(void* p) {
  return static_cast<clean::Names*>(p)->items;
}
const std::vector<std::string>& items(const void* p) {
  return static_cast<const clean::Names*>(p)->items;
}

void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  if (const std::string* one = v.as_string())
    items(p) = {*one};
  else if (v.is_null())
    items(p).clear();
  else if (v.as_array() != nullptr)
    List::decode(v, &items(p), path, problems);
  else
    problems.add(path, "must be a text or a list of texts, not " + std::string(v.kind()));
}

void encode(const void* p, json::Writer& out) {
  List::encode(&items(p), out);
}

void check(const void* p, const Limits& limits, const std::string& path, Problems& problems) {
  List::check(&items(p), limits, path, problems);
}

json::Object schema(const Limits& limits) {
  return {{"anyOf", json::Array{json::Object{{"type", "string"}}, List::schema(limits)}}};
}

}  // namespace

const ValueOps kNamesOps{decode, encode, check, schema, true};

}  // namespace millrace::describe
