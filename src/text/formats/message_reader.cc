#include "text/formats/message_reader.h"

#include "base/strings.h"

namespace millrace::text {
namespace {

struct RoleName {
  std::string_view written;
  std::string_view role;
};
constexpr RoleName kRoles[] = {
    {"user", "user"},
    {"human", "user"},
    {"prompter", "user"},
    {"assistant", "assistant"},
    {"gpt", "assistant"},
    {"bot", "assistant"},
    {"chatgpt", "assistant"},
    {"model", "assistant"},
    {"bing", "assistant"},
    {"bard", "assistant"},
    {"system", "system"},
    {"developer", "developer"},
    {"tool", "tool"},
    {"observation", "tool"},
    {"function_response", "tool"},
    {"tool_response", "tool"},
    {"function", "tool"},
    {"function_call", "function_call"},
    {"tool_call", "function_call"},
};

std::string_view role_of(std::string_view written) {
  for (const RoleName& name : kRoles)
    if (base::iequals(name.written, written)) return name.role;
  return {};
}

// Arguments that are JSON in a string become what they say.
json::Value plain_arguments(const json::Value& arguments) {
  if (const std::string* text = arguments.as_string())
    if (auto parsed = json::parse(*text); parsed && parsed->as_object() != nullptr)
      return std::move(*parsed);
  return arguments;
}

std::optional<json::Value> tool_call(const json::Value& written) {
  const json::Value* function = written.find("function");
  const json::Value& body = function != nullptr ? *function : written;
  const json::Value* name = body.find("name");
  if (name == nullptr || name->as_string() == nullptr) return std::nullopt;
  json::Object call;
  if (const json::Value* id = written.find("id"); id != nullptr && id->as_string() != nullptr)
    call.append("id", *id);
  call.append("type", "function");
  json::Object inner{{"name", *name}};
  const json::Value* arguments = body.find("arguments");
  inner.append("arguments",
               arguments == nullptr ? json::Value(json::Object{}) : plain_arguments(*arguments));
  call.append("function", std::move(inner));
  return json::Value(std::move(call));
}

// One call or a list of them; nullopt when it is neither.
std::optional<json::Array> tool_calls(const json::Value& written) {
  json::Array calls;
  if (const json::Array* list = written.as_array()) {
    for (const json::Value& item : *list) {
      auto call = tool_call(item);
      if (!call) return std::nullopt;
      calls.push_back(std::move(*call));
    }
    return calls;
  }
  auto call = tool_call(written);
  if (!call) return std::nullopt;
  calls.push_back(std::move(*call));
  return calls;
}

std::optional<json::Array> tool_calls_of_text(std::string_view text) {
  const auto parsed = json::parse(text);
  return parsed ? tool_calls(*parsed) : std::nullopt;
}

// The parts of a content that is a list, put into the message where they belong.
class PartsReader {
 public:
  PartsReader(RowFields& fields, const std::string& field) : fields_(fields), field_(field) {}

  void read(const json::Array& parts, json::Object& out) {
    for (const json::Value& part : parts) {
      if (const std::string* plain = part.as_string())
        text_ += *plain;
      else
        read_part(part);
    }
    out["content"] = text_;
    if (!reasoning_.empty()) out["reasoning_content"] = reasoning_;
    if (!calls_.empty()) out["tool_calls"] = calls_;
  }

 private:
  void read_part(const json::Value& part) {
    const std::string type = part.string_or("type", "");
    const json::Value* value = part.find("text");
    if (value == nullptr) value = part.find("value");
    const std::string* content = value == nullptr ? nullptr : value->as_string();
    if (content == nullptr)
      return fields_.wrong(field_, type.empty()
                                       ? "has a part that is no text"
                                       : fmt::format("has a part of type \"{}\": the models "
                                                     "here read text only",
                                                     type));
    if (type == "text" || type.empty()) {
      text_ += *content;
    } else if (type == "reasoning" || type == "thinking") {
      reasoning_ += *content;
    } else if (type == "tool_call" || type == "function_call") {
      auto calls = tool_calls_of_text(*content);
      if (!calls) return fields_.wrong(field_, "has a tool call that is no JSON with a name");
      for (json::Value& call : *calls) calls_.push_back(std::move(call));
    } else {
      fields_.wrong(field_,
                    fmt::format("has a part of type \"{}\": the models here read text only", type));
    }
  }

  RowFields& fields_;
  const std::string& field_;
  std::string text_;
  std::string reasoning_;
  json::Array calls_;
};

const json::Value* any_of(const json::Value& item, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const json::Value* found = item.find(name)) return found;
  return nullptr;
}

void read_content(RowFields& fields, const std::string& field, const json::Value& item,
                  json::Object& out) {
  const json::Value* content = any_of(item, {"content", "value"});
  const json::Value* calls = item.find("tool_calls");
  const bool has_calls = calls != nullptr && !calls->is_null();
  if (content != nullptr && content->as_array() != nullptr) {
    PartsReader(fields, field + ".content").read(*content->as_array(), out);
  } else if (content != nullptr && content->as_string() != nullptr) {
    out["content"] = *content;
  } else if (has_calls && (content == nullptr || content->is_null())) {
    out["content"] = "";
  } else {
    fields.wrong(field + ".content",
                 content == nullptr ? std::string("is missing")
                                    : fmt::format("must be a string, not {}", content->kind()));
  }
  if (!has_calls) return;
  auto read = tool_calls(*calls);
  if (read && calls->as_array() != nullptr)
    out["tool_calls"] = std::move(*read);
  else
    fields.wrong(field + ".tool_calls", "must be a list of calls with names");
}

}  // namespace

json::Object message(std::string_view role, std::string_view content) {
  return json::Object{{"role", role}, {"content", content}};
}

json::Object read_message(RowFields& fields, const std::string& field, const json::Value& item) {
  json::Object out;
  if (item.as_object() == nullptr) {
    fields.wrong(field, fmt::format("must be an object, not {}", item.kind()));
    return out;
  }
  const json::Value* written = any_of(item, {"role", "from"});
  const std::string* name = written == nullptr ? nullptr : written->as_string();
  if (name == nullptr) {
    fields.wrong(field + ".role", written == nullptr ? "is missing" : "must be a string");
    return out;
  }
  const std::string_view role = role_of(*name);
  if (role.empty()) {
    fields.wrong(field + ".role",
                 fmt::format("\"{}\" is no role: system, user, assistant or tool", *name));
    return out;
  }
  const bool calls = role == "function_call";
  out["role"] = calls ? std::string_view("assistant") : role;
  read_content(fields, field, item, out);
  if (calls) {
    const std::string text = json::Value(out).string_or("content", "");
    if (auto read = tool_calls_of_text(text)) {
      out["content"] = "";
      out["tool_calls"] = std::move(*read);
    }
  }
  for (const std::string_view keep : {"reasoning_content", "name", "tool_call_id"})
    if (const json::Value* value = item.find(keep);
        value != nullptr && value->as_string() != nullptr)
      out[keep] = *value;
  return out;
}

json::Array read_messages(RowFields& fields, std::string_view field, const json::Value& list) {
  json::Array messages;
  json::Value parsed;
  const json::Value* source = &list;
  if (const std::string* text = list.as_string()) {  // a cell of a CSV file
    auto value = json::parse(*text);
    if (value) {
      parsed = std::move(*value);
      source = &parsed;
    }
  }
  if (source->as_array() == nullptr) {
    fields.wrong(field, fmt::format("must be a list of messages, not {}", source->kind()));
    return messages;
  }
  if (source->as_array()->empty()) fields.wrong(field, "is empty");
  std::size_t index = 0;
  for (const json::Value& item : *source->as_array())
    messages.emplace_back(read_message(fields, fmt::format("{}[{}]", field, index++), item));
  return messages;
}

json::Array read_tools(RowFields& fields) {
  const json::Value* tools = fields.find({"tools"});
  if (tools == nullptr || tools->is_null()) return {};
  if (tools->as_array() != nullptr) return *tools->as_array();
  const std::string* text = tools->as_string();
  if (text != nullptr && base::trim(*text).empty()) return {};
  if (text != nullptr)
    if (auto parsed = json::parse(*text); parsed && parsed->as_array() != nullptr)
      return *parsed->as_array();
  fields.wrong("tools", "must be a list of tools, or the same as JSON in a string");
  return {};
}

void require_answer(RowFields& fields, std::string_view field, const json::Array& messages) {
  for (const json::Value& item : messages) {
    if (item.string_or("role", "") != "assistant") continue;
    if (!base::trim(item.string_or("content", "")).empty() || item.find("tool_calls") != nullptr)
      return;
  }
  fields.wrong(field, "nothing in it is the assistant's: there is no answer to learn");
}

}  // namespace millrace::text
