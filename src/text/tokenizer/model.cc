#include "text/tokenizer/model.h"

#include <fmt/core.h>

namespace millrace::text {
namespace {

// Old files do not name the model: what it holds tells.
std::string type_of(const json::Value& description) {
  const std::string type = description.string_or("type", "");
  if (!type.empty()) return type;
  if (description.find("merges") != nullptr) return "BPE";
  if (description.find("unk_id") != nullptr) return "Unigram";
  return description.find("max_input_chars_per_word") != nullptr ? "WordPiece" : "WordLevel";
}

}  // namespace

Result<ModelFile> parse_model(const json::Value* description, InputForm form) {
  if (description == nullptr || description->as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "tokenizer.json has no \"model\"");
  const std::string type = type_of(*description);
  if (type == "Unigram") return parse_unigram(*description);
  if (type != "BPE" && type != "WordPiece" && type != "WordLevel")
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: the model \"{}\" is not supported; BPE, Unigram, "
                            "WordPiece and WordLevel are",
                            type));
  ModelFile file;
  TRY_ASSIGN(file.vocabulary, Vocabulary::parse(description->find("vocab")));
  if (type == "BPE") {
    TRY_ASSIGN(file.model, parse_bpe(*description, file.vocabulary, form));
  } else if (type == "WordPiece") {
    TRY_ASSIGN(file.model, parse_word_piece(*description, file.vocabulary));
  } else {
    TRY_ASSIGN(file.model, parse_word_level(*description, file.vocabulary));
  }
  return file;
}

}  // namespace millrace::text
