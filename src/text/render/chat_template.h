// The chat templates of a model folder and the words that go into them: bos_token and the like.
// Constant after loading; any number of threads may render.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/jinja/template.h"
#include "text/render/chat.h"

namespace millrace::text {

// For models that come without one: ChatML.
extern const std::string_view kDefaultChatTemplate;

class ChatTemplate {
 public:
  // chat_template.jinja goes before the chat_template of tokenizer_config.json, which is one text
  // or a list of named ones; where there is neither (both may be empty), ChatML.
  static Result<ChatTemplate> load(std::string_view chat_template_jinja,
                                   std::string_view tokenizer_config_json,
                                   const jinja::Limits& limits = {});
  // One template by itself; `words`: bos_token, eos_token….
  static Result<ChatTemplate> of_source(std::string_view source, json::Object words,
                                        const jinja::Limits& limits = {});

  Result<jinja::Rendered> render(const Chat& chat) const;

  const json::Object& words() const { return words_; }

 private:
  struct Named {
    std::string name;
    std::shared_ptr<const jinja::Template> parsed;
  };
  ChatTemplate() = default;
  Result<void> add(std::string_view name, std::string_view source);
  Result<void> add_configured(const json::Value& configured);
  const jinja::Template& pick(const Chat& chat) const;

  std::vector<Named> templates_;  // the default first
  json::Object words_;
  jinja::Limits limits_;
};

}  // namespace millrace::text
