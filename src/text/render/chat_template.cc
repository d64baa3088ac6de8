#include "text/render/chat_template.h"

#include <algorithm>

#include "base/strings.h"
#include "text/config_json.h"

namespace millrace::text {
namespace {

constexpr std::string_view kWords[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                       "pad_token", "cls_token", "mask_token"};

// A token is written as its text or as an object with "content".
const std::string* text_of_token(const json::Value* token) {
  if (token != nullptr && token->as_object() != nullptr) token = token->find("content");
  return token == nullptr ? nullptr : token->as_string();
}

json::Object words_of(const json::Value& config) {
  json::Object words;
  for (const std::string_view name : kWords)
    if (const std::string* text = text_of_token(config.find(name)))
      words.append(std::string(name), *text);
  const json::Value* additional = config.find("additional_special_tokens");
  if (additional != nullptr && additional->as_array() != nullptr) {
    json::Array list;
    for (const json::Value& token : *additional->as_array())
      if (const std::string* text = text_of_token(&token)) list.emplace_back(*text);
    words.append("additional_special_tokens", std::move(list));
  }
  return words;
}

}  // namespace

const std::string_view kDefaultChatTemplate =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] "
    "+ "
    "'<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\\n' }}{% endif %}";

Result<void> ChatTemplate::add(std::string_view name, std::string_view source) {
  TRY_ASSIGN(jinja::Template parsed, jinja::Template::parse(source, limits_));
  Named named{std::string(name), std::make_shared<const jinja::Template>(std::move(parsed))};
  templates_.insert(name == "default" ? templates_.begin() : templates_.end(), std::move(named));
  return {};
}

Result<void> ChatTemplate::add_configured(const json::Value& configured) {
  if (const std::string* source = configured.as_string()) return add("default", *source);
  const json::Array* list = configured.as_array();
  if (list == nullptr || list->empty())
    return fail(ErrorCode::kInvalid,
                "tokenizer_config.json: chat_template must be a text or a list of named ones");
  for (const json::Value& item : *list) {
    const json::Value* source = item.find("template");
    if (source == nullptr || source->as_string() == nullptr)
      return fail(ErrorCode::kInvalid,
                  "tokenizer_config.json: an item of chat_template has no \"template\"");
    TRY(add(item.string_or("name", "default"), *source->as_string()));
  }
  return {};
}

Result<ChatTemplate> ChatTemplate::load(std::string_view chat_template_jinja,
                                        std::string_view tokenizer_config_json,
                                        const jinja::Limits& limits) {
  ChatTemplate chat_template;
  chat_template.limits_ = limits;
  json::Value config;
  if (!tokenizer_config_json.empty()) {
    TRY_ASSIGN(config, parse_config(tokenizer_config_json, "tokenizer_config.json"));
  }
  chat_template.words_ = words_of(config);
  const json::Value* configured = config.find("chat_template");
  if (!base::trim(chat_template_jinja).empty()) {
    TRY(chat_template.add("default", chat_template_jinja));
  } else if (configured != nullptr && !configured->is_null()) {
    TRY(chat_template.add_configured(*configured));
  } else {
    TRY(chat_template.add("default", kDefaultChatTemplate));
  }
  return chat_template;
}

Result<ChatTemplate> ChatTemplate::of_source(std::string_view source, json::Object words,
                                             const jinja::Limits& limits) {
  ChatTemplate chat_template;
  chat_template.limits_ = limits;
  chat_template.words_ = std::move(words);
  TRY(chat_template.add("default", source));
  return chat_template;
}

const jinja::Template& ChatTemplate::pick(const Chat& chat) const {
  if (!chat.tools.empty())
    for (const Named& named : templates_)
      if (named.name == "tool_use") return *named.parsed;
  return *templates_.front().parsed;
}

Result<jinja::Rendered> ChatTemplate::render(const Chat& chat) const {
  jinja::Inputs inputs;
  inputs.now = chat.now;
  inputs.messages = chat.messages;
  inputs.variables = words_;
  inputs.trusted.clear();
  for (const auto& [name, value] : words_) inputs.trusted.push_back(name);
  // None, not absent, as Hugging Face passes them.
  inputs.variables["tools"] = chat.tools.empty() ? json::Value() : json::Value(chat.tools);
  inputs.variables["documents"] = json::Value();
  inputs.variables["add_generation_prompt"] = chat.generation_prompt == GenerationPrompt::kYes;
  for (const auto& [name, value] : chat.extra) {
    inputs.variables[name] = value;
    std::erase(inputs.trusted, name);
  }
  return pick(chat).render(inputs, limits_);
}

}  // namespace millrace::text
