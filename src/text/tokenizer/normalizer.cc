#include "text/tokenizer/normalizer.h"

#include <fmt/core.h>

#include "text/tokenizer/normalizer_steps.h"

namespace millrace::text {
namespace {

constexpr std::size_t kMostSteps = 64;

Result<void> add(const json::Value& description, Normalizers& steps);

Result<void> add_bert(const json::Value& description, Normalizers& steps) {
  const bool lowercase = description.bool_or("lowercase", true);
  if (description.bool_or("clean_text", true)) steps.push_back(bert_clean_step());
  if (description.bool_or("handle_chinese_chars", true)) steps.push_back(bert_chinese_step());
  if (description.bool_or("strip_accents", lowercase)) {
    steps.push_back(normal_form_step(NormalForm::kNfd));
    steps.push_back(strip_accents_step(Accents::kNonspacingMarks));
  }
  if (lowercase) steps.push_back(lowercase_step());
  return {};
}

Result<void> add_sequence(const json::Value& description, Normalizers& steps) {
  const json::Value* list = description.find("normalizers");
  if (list == nullptr || list->as_array() == nullptr)
    return fail(ErrorCode::kInvalid,
                "tokenizer.json: a normalizer Sequence needs the list \"normalizers\"");
  for (const json::Value& item : *list->as_array()) TRY(add(item, steps));
  return {};
}

StripEnds ends_of(const json::Value& description) {
  const int left = description.bool_or("strip_left", true) ? 1 : 0;
  const int right = description.bool_or("strip_right", true) ? 2 : 0;
  return static_cast<StripEnds>(left + right);
}

Result<void> add_replace(const json::Value& description, Normalizers& steps) {
  TRY_ASSIGN(Pattern pattern, Pattern::parse(description.find("pattern")));
  steps.push_back(replace_step(std::move(pattern), description.string_or("content", "")));
  return {};
}

Result<void> add_precompiled(const json::Value& description, Normalizers& steps) {
  const std::string rules = description.string_or("precompiled_charsmap", "");
  if (rules.empty()) return {};  // SentencePiece writes this for "identity"
  TRY_ASSIGN(auto step, precompiled_step(rules));
  steps.push_back(std::move(step));
  return {};
}

Result<void> add(const json::Value& description, Normalizers& steps) {
  if (steps.size() >= kMostSteps)
    return fail(ErrorCode::kInvalid, "tokenizer.json: more than 64 normalizers in a row");
  const std::string type = description.string_or("type", "");
  if (type == "Sequence") return add_sequence(description, steps);
  if (type == "BertNormalizer") return add_bert(description, steps);
  if (type == "Replace") return add_replace(description, steps);
  if (type == "Precompiled") return add_precompiled(description, steps);
  if (type == "NFC") {
    steps.push_back(normal_form_step(NormalForm::kNfc));
  } else if (type == "NFD") {
    steps.push_back(normal_form_step(NormalForm::kNfd));
  } else if (type == "NFKC") {
    steps.push_back(normal_form_step(NormalForm::kNfkc));
  } else if (type == "NFKD") {
    steps.push_back(normal_form_step(NormalForm::kNfkd));
  } else if (type == "Lowercase") {
    steps.push_back(lowercase_step());
  } else if (type == "Strip") {
    steps.push_back(strip_step(ends_of(description)));
  } else if (type == "StripAccents") {
    steps.push_back(strip_accents_step(Accents::kMarks));
  } else if (type == "Prepend") {
    steps.push_back(prepend_step(description.string_or("prepend", "")));
  } else if (type == "ByteLevel") {
    steps.push_back(byte_level_step());
  } else if (type == "Nmt") {
    steps.push_back(nmt_step());
  } else {
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: the normalizer \"{}\" is not supported", type));
  }
  return {};
}

}  // namespace

Result<Normalizers> parse_normalizers(const json::Value* description) {
  Normalizers steps;
  if (description != nullptr && !description->is_null()) TRY(add(*description, steps));
  return steps;
}

void apply_all(const Normalizers& steps, AlignedText& text, RegexWork& work) {
  for (const auto& step : steps) step->apply(text, work);
}

}  // namespace millrace::text
