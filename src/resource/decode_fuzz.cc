// Bodies of requests and texts of filters, whatever they say: words for everything that is wrong,
// or an object that can be shown. The first line says what is asked: "create training-jobs".
#include <cstdint>

#include "base/check.h"
#include "describe/filter.h"
#include "resource/object.h"

namespace {

using namespace millrace;

void check_words(const base::Error& error) {
  CHECK(!error.message.empty());
  for (const auto& violation : error.violations) CHECK(!violation.reason.empty());
}

void decode(const resource::Kind& kind, std::string_view text, describe::Purpose purpose) {
  const auto body = json::parse(text);
  if (!body) return;
  const auto object = kind.make();
  const auto decoded = resource::decode_body(kind, *body, purpose, *object);
  if (!decoded) return check_words(decoded.error());
  for (const auto view : {describe::View::kPublic, describe::View::kSpec, describe::View::kAudit}) {
    const std::string shown = json::dump_canonical(resource::to_json(kind, view, *object));
    CHECK(json::parse(shown).has_value());
  }
  // Asking for the same once more changes nothing.
  const std::string before =
      json::dump_canonical(resource::to_json(kind, describe::View::kSpec, *object));
  const auto again = resource::decode_body(kind, *body, purpose, *object);
  CHECK(again.has_value());
  CHECK(json::dump_canonical(resource::to_json(kind, describe::View::kSpec, *object)) == before);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto space = input.find(' ');
  const auto line_end = input.find('\n');
  if (line_end == input.npos || space >= line_end) return 0;
  const std::string_view act = input.substr(0, space);
  const auto* const kind = resource::find_kind(input.substr(space + 1, line_end - space - 1));
  if (kind == nullptr) return 0;
  const std::string_view text = input.substr(line_end + 1);
  if (act == "create") decode(*kind, text, describe::Purpose::kCreate);
  if (act == "update") decode(*kind, text, describe::Purpose::kUpdate);
  if (act == "filter") {
    const auto terms = describe::parse_filter(text, resource::filter_fields(*kind));
    if (!terms) check_words(terms.error());
  }
  if (act == "order") {
    const auto keys = describe::parse_order(text, resource::filter_fields(*kind));
    if (!keys) check_words(keys.error());
  }
  return 0;
}
