#include "text/formats/preference_rows.h"

namespace millrace::text {
namespace {

// An answer as the messages that it adds to the conversation.
json::Array read_answer(RowFields& fields, std::string_view field, const json::Value& value) {
  if (const std::string* text = value.as_string())
    return json::Array{json::Value(message("assistant", *text))};
  if (value.as_object() != nullptr)
    return json::Array{json::Value(read_message(fields, std::string(field), value))};
  return read_messages(fields, field, value);
}

// Both answers may repeat the conversation: what they share goes to the messages.
void take_shared(json::Array& messages, json::Array& chosen, json::Array& rejected) {
  std::size_t shared = 0;
  while (shared + 1 < chosen.size() && shared + 1 < rejected.size() &&
         chosen[shared] == rejected[shared])
    ++shared;
  const auto count = static_cast<std::ptrdiff_t>(shared);
  messages.insert(messages.end(), chosen.begin(), chosen.begin() + count);
  chosen.erase(chosen.begin(), chosen.begin() + count);
  rejected.erase(rejected.begin(), rejected.begin() + count);
}

void read_prompt(RowFields& fields, Example& example) {
  if (const json::Value* list = fields.find({"conversations", "messages"})) {
    example.messages = read_messages(fields, "conversations", *list);
  } else if (const json::Value* prompt = fields.find({"prompt", "instruction", "question"})) {
    if (prompt->as_array() != nullptr) {
      example.messages = read_messages(fields, "prompt", *prompt);
      return;
    }
    std::string question = fields.required_text({"prompt", "instruction", "question"});
    const std::string input = fields.optional_text({"input"});
    if (!input.empty()) question += "\n" + input;
    const std::string system = fields.optional_text({"system"});
    if (!system.empty()) example.messages.emplace_back(message("system", system));
    example.messages.emplace_back(message("user", question));
  }
}

void read_pair(RowFields& fields, Example& example) {
  const json::Value* chosen = fields.find({"chosen", "chosen_messages"});
  const json::Value* rejected = fields.find({"rejected", "rejected_messages"});
  if (chosen == nullptr) return fields.wrong("chosen", "is missing");
  if (rejected == nullptr) return fields.wrong("rejected", "is missing");
  read_prompt(fields, example);
  example.chosen = read_answer(fields, "chosen", *chosen);
  example.rejected.push_back(read_answer(fields, "rejected", *rejected));
  if (fields.is_wrong()) return;
  take_shared(example.messages, example.chosen, example.rejected[0]);
  require_answer(fields, "chosen", example.chosen);
  if (example.messages.empty()) fields.wrong("prompt", "is missing");
}

void read_responses(RowFields& fields, Example& example) {
  example.messages.emplace_back(message("user", fields.required_text({"prompt"})));
  std::vector<json::Array> answers;
  for (int i = 0; i < 32; ++i) {
    const std::string name = fmt::format("response_{}", i);
    if (fields.find({name}) == nullptr) break;
    answers.push_back(json::Array{json::Value(message("assistant", fields.required_text({name})))});
  }
  if (answers.size() < 2)
    return fields.wrong("response_1", "is missing: an order needs two answers");
  const json::Value* better = fields.find({"better_response_id", "chosen_id"});
  if (better == nullptr || better->is_null())
    return fields.wrong("better_response_id", "is missing: the row is not labelled");
  const std::int64_t* index = better->as_int();
  if (index == nullptr || *index < 0 || *index >= static_cast<std::int64_t>(answers.size()))
    return fields.wrong("better_response_id",
                        fmt::format("must be a number from 0 to {}", answers.size() - 1));
  const auto best = static_cast<std::size_t>(*index);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == best)
      example.chosen = std::move(answers[i]);
    else
      example.rejected.push_back(std::move(answers[i]));
  }
}

}  // namespace

void read_preference(RowFields& fields, Example& example) {
  example.kind = Example::Kind::kPreference;
  if (fields.find({"response_0"}) != nullptr) return read_responses(fields, example);
  read_pair(fields, example);
}

}  // namespace millrace::text
