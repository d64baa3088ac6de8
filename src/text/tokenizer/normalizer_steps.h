// The single steps that normalizer.cc puts together. Constant, shared by threads.
#pragma once
#include <memory>
#include <string>

#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/pattern.h"
#include "text/unicode/normal_forms.h"

namespace millrace::text {

enum class StripEnds : std::uint8_t { kNone = 0, kLeft = 1, kRight = 2, kBoth = 3 };
enum class Accents : std::uint8_t { kMarks, kNonspacingMarks };  // which marks are taken away

std::unique_ptr<Normalizer> normal_form_step(NormalForm form);
std::unique_ptr<Normalizer> lowercase_step();
std::unique_ptr<Normalizer> strip_step(StripEnds ends);
std::unique_ptr<Normalizer> strip_accents_step(Accents accents);
std::unique_ptr<Normalizer> replace_step(Pattern pattern, std::string content);
std::unique_ptr<Normalizer> prepend_step(std::string prefix);
std::unique_ptr<Normalizer> byte_level_step();
std::unique_ptr<Normalizer> nmt_step();
std::unique_ptr<Normalizer> bert_clean_step();
std::unique_ptr<Normalizer> bert_chinese_step();
// SentencePiece's compiled rules: base64 of a double array and the texts it points to.
Result<std::unique_ptr<Normalizer>> precompiled_step(std::string_view base64);

}  // namespace millrace::text
