// What a renderer is made of, and its fingerprint: a hash of tokenizer, template, options and of
// the rules here. It is computed from the files alone, so also where nothing of a user's may be
// compiled. Values and a pure function.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "text/jinja/limits.h"

namespace millrace::text {

// The contents of a model folder's files; empty where there is none.
struct RendererFiles {
  std::string_view tokenizer_json{};
  std::string_view tokenizer_config_json{};
  std::string_view chat_template_jinja{};
  std::string_view generation_config_json{};  // may name more tokens that end an answer
};

struct RendererOptions {
  // Special tokens that somebody wrote into a message: text like any other, so that no user ends a
  // turn or begins one; or control tokens. Part of the fingerprint.
  enum class SpecialInMessages : std::uint8_t { kText, kTokens } special = SpecialInMessages::kText;
  jinja::Limits limits{};
};

// Equal means that the same messages become the same ids and masks. Empty without a tokenizer.
std::string renderer_fingerprint(const RendererFiles& files, const RendererOptions& options = {});

}  // namespace millrace::text
