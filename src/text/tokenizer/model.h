// What turns words into ids. Models are constant and shared by threads; work space is not.
#pragma once
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/bpe_merger.h"
#include "text/tokenizer/encoding.h"
#include "text/tokenizer/regex.h"
#include "text/tokenizer/word_cache.h"

namespace millrace::text {

struct Scratch {
  RegexWork regex;
  WordCache cache;
  BpeWork bpe;
  std::vector<TokenId> word_ids;
  std::vector<Span> words;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual void encode(std::string_view text, std::span<const Span> words, Scratch& scratch,
                      Tracking tracking, Encoding& out) const = 0;  // spans: of the words' text
  // Words are bytes as they are, and the model reads GPT-2's alphabet for itself.
  virtual bool takes_bytes() const { return false; }
};

struct ModelFile {
  std::unique_ptr<Model> model;
  Vocabulary vocabulary;
};

enum class InputForm : std::uint8_t { kCharacters, kByteAlphabet };

// The "model" of tokenizer.json: BPE, Unigram, WordPiece or WordLevel.
Result<ModelFile> parse_model(const json::Value* description, InputForm form);

Result<std::unique_ptr<Model>> parse_bpe(const json::Value& description,
                                         const Vocabulary& vocabulary, InputForm form);
Result<ModelFile> parse_unigram(const json::Value& description);
Result<std::unique_ptr<Model>> parse_word_piece(const json::Value& description,
                                                const Vocabulary& vocabulary);
Result<std::unique_ptr<Model>> parse_word_level(const json::Value& description,
                                                const Vocabulary& vocabulary);

// The ids of "<0x00>" to "<0xFF>"; -1 for those that the vocabulary lacks.
std::vector<TokenId> byte_fallback_ids(const Vocabulary& vocabulary);

}  // namespace millrace::text
