#include "text/render/renderer_files.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "crypto/hash.h"
#include "json/value.h"
#include "text/config_json.h"
#include "text/render/chat_template.h"

namespace millrace::text {
namespace {

// Counts up when ids or masks of the same files become others.
constexpr int kRulesVersion = 3;

// As ChatTemplate::load chooses; `config` loses it.
std::string take_template(std::string_view chat_template_jinja, json::Value& config) {
  std::string configured;
  if (const json::Value* found = config.find("chat_template"); found && !found->is_null())
    configured = found->as_string() ? *found->as_string() : json::dump_canonical(*found);
  if (json::Object* object = config.as_object()) object->erase("chat_template");
  if (!base::trim(chat_template_jinja).empty()) return std::string(chat_template_jinja);
  return configured.empty() ? std::string(kDefaultChatTemplate) : configured;
}

}  // namespace

std::string renderer_fingerprint(const RendererFiles& files, const RendererOptions& options) {
  if (files.tokenizer_json.empty()) return "";
  auto config = parse_config(files.tokenizer_config_json, "tokenizer_config.json").value_or({});
  const std::string chat_template = take_template(files.chat_template_jinja, config);
  const auto generation =
      parse_config(files.generation_config_json, "generation_config.json").value_or({});
  const json::Value* ends = generation.find("eos_token_id");
  return crypto::sha256_hex(fmt::format(
      "renderer {}\nspecial {}\ntokenizer {}\nconfig {}\ntemplate {}\nends {}", kRulesVersion,
      options.special == RendererOptions::SpecialInMessages::kText ? "text" : "tokens",
      crypto::sha256_hex(files.tokenizer_json), crypto::sha256_hex(json::dump_canonical(config)),
      crypto::sha256_hex(chat_template), ends ? json::dump_canonical(*ends) : ""));
}

}  // namespace millrace::text
