// What is rendered: messages as OpenAI writes them, and what goes with them. Values.
#pragma once
#include <cstdint>

#include "base/clock.h"
#include "json/value.h"

namespace millrace::text {

enum class GenerationPrompt : std::uint8_t { kNo, kYes };  // the beginning of the next answer

struct Chat {
  json::Array messages{};
  json::Array tools{};
  GenerationPrompt generation_prompt = GenerationPrompt::kNo;
  json::Object extra{};  // further variables of the template: enable_thinking, documents…
  base::Time now{};      // for templates that write the date
};

// {"messages":[…],"tools":[…],"add_generation_prompt":true}; other members are extra variables.
Result<Chat> parse_chat(const json::Value& document);

}  // namespace millrace::text
