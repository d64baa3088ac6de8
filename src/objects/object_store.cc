#include "objects/object_store.h"

#include "base/strings.h"

namespace millrace::objects {

namespace {
constexpr std::size_t kLongestKey = 1'024;
}  // namespace

Result<std::string> TextSource::read(std::size_t most) {
  std::string out = text_.substr(at_, most);
  at_ += out.size();
  return out;
}

Result<void> check_key(const std::string& key) {
  const auto refused = [&](std::string reason) { return base::invalid_field("key", reason); };
  if (key.empty() || key.size() > kLongestKey) return refused("must have 1 to 1,024 bytes");
  if (!base::is_utf8(key) || key.find('\0') != key.npos) return refused("must be UTF-8 text");
  for (const auto part : base::split(key, '/'))
    if (part.empty() || part == "." || part == "..")
      return refused("must not have an empty, '.' or '..' part");
  return {};
}

Result<std::string> read_object(ObjectStore& store, const std::string& key, std::size_t max_bytes) {
  std::string out;
  TRY(store.get(key, {}, [&](std::string_view bytes) -> Result<void> {
    if (out.size() + bytes.size() > max_bytes)
      return fail(ErrorCode::kExhausted, key + " is larger than is taken");
    out += bytes;
    return {};
  }));
  return out;
}

}  // namespace millrace::objects
