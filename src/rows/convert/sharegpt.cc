// Conversations of "from" and "value": ShareGPT's of human and gpt, Qwen-VL's of user and
// assistant.
#include <fmt/core.h>

#include "rows/convert/forms.h"

namespace millrace::rows {
namespace {

struct Names {
  std::string_view user, assistant;
};
constexpr Names kHuman{"human", "gpt"}, kUser{"user", "assistant"};

std::string_view role_of(std::string_view from) {
  if (from == "human" || from == "user") return "user";
  if (from == "gpt" || from == "assistant") return "assistant";
  if (from == "observation" || from == "tool") return "tool";
  if (from == "system") return "system";
  return "";
}

std::string_view from_of(std::string_view role, const Names& names) {
  if (role == "user") return names.user;
  if (role == "assistant") return names.assistant;
  if (role == "tool") return "observation";
  return role == "system" ? "system" : "";
}

// One call as its JSON, several as a list: what a turn of function_call says.
json::Value calls_of(const json::Value& said) {
  json::Array calls;
  const auto add = [&](const json::Value& call) {
    calls.emplace_back(json::Object{{"type", "function"}, {"function", call}});
  };
  if (said.as_array() != nullptr)
    for (const json::Value& call : *said.as_array()) add(call);
  else
    add(said);
  return calls;
}

bool is_call(const json::Value& said) {
  const json::Array* list = said.as_array();
  if (list == nullptr) return said.as_object() != nullptr;
  if (list->empty()) return false;
  for (const json::Value& one : *list)
    if (one.as_object() == nullptr) return false;
  return true;
}

// What a message with these calls and no content would be said as; null: not at all.
json::Value said_of(const json::Value& calls) {
  if (calls.as_array() == nullptr || calls.as_array()->empty()) return {};
  json::Array said;
  for (const json::Value& call : *calls.as_array()) {
    const json::Value* function = call.find("function");
    if (function == nullptr) return {};
    said.push_back(*function);
  }
  json::Value out = said.size() == 1 ? said[0] : json::Value(said);
  return is_call(out) && calls_of(out) == calls ? out : json::Value();
}

Result<json::Object> message_of(json::Object said, std::size_t at, const Names& names) {
  TRY_ASSIGN(const std::string from, take_text(said, "from"));
  TRY_ASSIGN(std::string value, take_text(said, "value"));
  const std::string where = fmt::format("conversations[{}]", at);
  TRY(keep_free(said, {"role", "content"}));
  if (from == "function_call") {
    const auto call = json::parse(value);
    if (!call || !is_call(*call)) return unfit(where + ".value", "must be a call as JSON");
    TRY(keep_free(said, {"tool_calls", "said"}));
    json::Object out = turn("assistant", "");
    out["tool_calls"] = calls_of(*call);
    if (json::dump(*call) != value) out["said"] = value;  // blanks count
    for (auto& [name, more] : said) out[name] = std::move(more);
    return out;
  }
  const std::string_view role = role_of(from);
  if (role.empty()) return unfit(where + ".from", fmt::format("\"{}\" is no role", from));
  json::Object out = turn(role, std::move(value));
  for (auto& [name, more] : said) out[name] = std::move(more);
  if (from_of(role, names) == from) return out;
  TRY(keep_free(out, {"said_by"}));
  out["said_by"] = from;  // another name than this form's
  return out;
}

Result<json::Object> said_turn(json::Object message, std::size_t at, const Names& names) {
  TRY_ASSIGN(const std::string role, take_text(message, "role"));
  TRY_ASSIGN(std::string content, take_text(message, "content"));
  TRY(keep_free(message, {"value"}));
  json::Object out;
  const json::Value* calls = message.find("tool_calls");
  const json::Value said = calls == nullptr ? json::Value() : said_of(*calls);
  if (role == "assistant" && content.empty() && !said.is_null()) {
    message.erase("tool_calls");
    const json::Value written = take(message, "said");
    out["from"] = "function_call";
    out["value"] = written.as_string() != nullptr ? *written.as_string() : json::dump(said);
  } else {
    std::string name(from_of(role, names));
    if (name.empty())
      return unfit(fmt::format("messages[{}].role", at), fmt::format("\"{}\" is no role", role));
    const json::Value* by = message.find("said_by");
    const bool other = by != nullptr && by->as_string() != nullptr && *by->as_string() != name &&
                       role_of(*by->as_string()) == role;
    if (other) name = *take(message, "said_by").as_string();
    out["from"] = std::move(name);
    out["value"] = std::move(content);
  }
  for (auto& [name, more] : message) out[name] = std::move(more);
  return out;
}

Result<json::Object> to_messages(json::Object row, const Names& names) {
  TRY(keep_free(row, {"messages"}));
  const json::Value said = take(row, "conversations");
  if (said.as_array() == nullptr) return unfit("conversations", "is missing");
  json::Array messages;
  for (std::size_t i = 0; i < said.as_array()->size(); ++i) {
    const json::Object* one = (*said.as_array())[i].as_object();
    if (one == nullptr) return unfit(fmt::format("conversations[{}]", i), "must be an object");
    TRY_ASSIGN(json::Object message, message_of(*one, i, names));
    messages.emplace_back(std::move(message));
  }
  row["messages"] = std::move(messages);
  return row;
}

Result<json::Object> from_messages(json::Object row, const Names& names) {
  TRY(keep_free(row, {"conversations"}));
  TRY_ASSIGN(const json::Array messages, take_messages(row));
  json::Array said;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    TRY_ASSIGN(json::Object one, said_turn(*messages[i].as_object(), i, names));
    said.emplace_back(std::move(one));
  }
  row["conversations"] = std::move(said);
  return row;
}

}  // namespace

Result<json::Object> sharegpt_to_messages(json::Object row) {
  return to_messages(std::move(row), kHuman);
}
Result<json::Object> messages_to_sharegpt(json::Object row) {
  return from_messages(std::move(row), kHuman);
}
Result<json::Object> qwen_to_messages(json::Object row) {
  return to_messages(std::move(row), kUser);
}
Result<json::Object> messages_to_qwen(json::Object row) {
  return from_messages(std::move(row), kUser);
}

}  // namespace millrace::rows
