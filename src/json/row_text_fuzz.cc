// A path, a replacement and a row, each ended by a NUL: what is found in a row can be replaced, is
// read back as what was put there, and the row stays one.
#include <cstdint>

#include "json/row_text.h"
#include "json/value.h"

namespace {

std::string_view take_piece(std::string_view& rest) {
  const std::string_view piece = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(piece.size() + (piece.size() < rest.size() ? 1 : 0));
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto path = json::FieldPath::parse(take_piece(rest));
  const std::string_view put = take_piece(rest);
  if (!path) {
    CHECK(!path.error().message.empty());
    return 0;
  }
  json::RowReader reader;
  if (const auto read = reader.read(rest); !read) {
    CHECK(!read.error().message.empty());
    return 0;
  }
  std::vector<json::FoundText> found;
  if (!reader.find(*path, found)) return 0;
  if (!json::parse(std::string("\"") + std::string(put) + "\"")) return 0;  // not UTF-8, a control
  std::vector<json::TextReplacement> replacements;
  for (const auto& text : found) replacements.push_back({text.path, put});
  const auto changed = json::replace_texts(rest, replacements);
  if (!changed) {
    CHECK(!changed.error().message.empty());
    return 0;
  }
  json::RowReader again;
  CHECK(again.read(*changed).has_value());
  std::vector<json::FoundText> after;
  CHECK(again.find(*path, after).has_value());
  CHECK(after.size() == found.size());
  for (const auto& text : after) CHECK(text.text == put);
  return 0;
}
