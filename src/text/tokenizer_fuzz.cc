// Whatever the tokenizer.json: an error with words, or a tokenizer whose spans lie in the text,
// whose stream says what decode() says, and that gives the same twice. The input is the file, a
// NUL, a text.
#include <cstdint>

#include "base/strings.h"
#include "text/tokenizer/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\0');
  const auto tokenizer = text::Tokenizer::load(input.substr(0, end));
  if (!tokenizer) {
    CHECK(!tokenizer.error().message.empty());
    return 0;
  }
  const std::string_view sample =
      end == std::string_view::npos ? "Hello, 世界 123 \xF0\x9F" : input.substr(end + 1, 4096);
  const text::Encoding encoding = tokenizer->encode_with_spans(sample);
  CHECK(encoding.ids == tokenizer->encode(sample));
  CHECK(encoding.spans.size() == encoding.ids.size());
  for (const text::Span& span : encoding.spans)
    CHECK(span.begin <= span.end && span.end <= sample.size());
  text::StreamDecoder stream(*tokenizer);
  std::string text;
  for (const text::TokenId id : encoding.ids) text += stream.push(id);
  text += stream.finish();
  CHECK(base::is_utf8(text));
  CHECK(text == tokenizer->decode(encoding.ids));
  return 0;
}
