#include "text/render/chat.h"

#include <fmt/core.h>

namespace millrace::text {

Result<Chat> parse_chat(const json::Value& document) {
  if (document.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "expected an object with \"messages\"");
  Chat chat;
  const json::Value* messages = document.find("messages");
  if (messages == nullptr || messages->as_array() == nullptr)
    return base::invalid_field("messages", "must be a list of messages");
  for (const auto& [name, value] : *document.as_object()) {
    if (name == "messages") {
      chat.messages = *value.as_array();
    } else if (name == "tools") {
      if (value.is_null()) continue;
      if (value.as_array() == nullptr) return base::invalid_field("tools", "must be a list");
      chat.tools = *value.as_array();
    } else if (name == "add_generation_prompt") {
      if (value.as_bool() == nullptr)
        return base::invalid_field("add_generation_prompt", "must be true or false");
      if (*value.as_bool()) chat.generation_prompt = GenerationPrompt::kYes;
    } else {
      chat.extra.append(name, value);
    }
  }
  for (std::size_t i = 0; i < chat.messages.size(); ++i)
    if (chat.messages[i].as_object() == nullptr)
      return base::invalid_field(fmt::format("messages[{}]", i), "must be an object");
  return chat;
}

}  // namespace millrace::text
