// Whatever the template: a rendering whose spans cover it, or an error with words, in bounded time.
// The first line of the input is JSON for the messages, the rest is the template.
#include <cstdint>

#include "base/check.h"
#include "base/strings.h"
#include "text/jinja/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  text::jinja::Limits limits;
  limits.max_steps = 20'000;
  limits.max_memory_bytes = std::size_t{8} << 20;
  limits.max_output_bytes = std::size_t{1} << 20;
  const auto parsed =
      text::jinja::Template::parse(input.substr(std::min(line + 1, input.size())), limits);
  if (!parsed) {
    CHECK(!parsed.error().message.empty());
    return 0;
  }
  text::jinja::Inputs inputs;
  const auto messages = json::parse(input.substr(0, line));
  if (messages && messages->as_array() != nullptr) inputs.messages = *messages->as_array();
  inputs.variables.append("tools", messages ? *messages : json::Value());
  inputs.variables.append("add_generation_prompt", true);
  inputs.variables.append("bos_token", "<s>");
  const auto rendered = parsed->render(inputs, limits);
  if (!rendered) {
    CHECK(!rendered.error().message.empty());
    return 0;
  }
  CHECK(base::is_utf8(rendered->text) || !base::is_utf8(input));
  std::size_t end = 0;
  for (const auto& span : rendered->spans) {
    CHECK(span.end > end && span.source < rendered->sources.size());
    end = span.end;
  }
  CHECK(end == rendered->text.size());
  return 0;
}
