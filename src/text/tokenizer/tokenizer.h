// Text to token ids and back, as a Hugging Face tokenizer.json says. A Tokenizer is constant:
// copies share it, and any number of threads may use one at once. Bytes that are not UTF-8 are read
// as U+FFFD, one for each maximal broken subpart; spans still name the bytes that were given.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/tokenizer/added_tokens.h"
#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/encoding.h"

namespace millrace::text {

enum class SkipSpecial : std::uint8_t { kNo, kYes };

struct EncodeOptions {
  bool add_special_tokens = true;  // what the post-processor adds: beginning of text and the like
  AddedTokenUse added_tokens = AddedTokenUse::kParse;
};
// The text and nothing else: nothing is added, and no special token is seen in it.
inline constexpr EncodeOptions kPlainText{.add_special_tokens = false,
                                          .added_tokens = AddedTokenUse::kAllAsText};

class Tokenizer {
 public:
  // The bytes of tokenizer.json and, where there is one, of tokenizer_config.json, which names the
  // beginning, the end and the padding and may add tokens.
  static Result<Tokenizer> load(std::string_view tokenizer_json,
                                std::string_view tokenizer_config_json = {});

  std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options = {}) const;
  Encoding encode_with_spans(std::string_view text, const EncodeOptions& options = {}) const;
  // Ids that are not in the vocabulary are passed over.
  std::string decode(std::span<const TokenId> ids, SkipSpecial skip = SkipSpecial::kYes) const;

  std::optional<TokenId> id(std::string_view token) const;  // as tokenizer.json writes it
  std::optional<std::string_view> token(TokenId id) const;
  bool is_special(TokenId id) const;
  std::size_t vocabulary_size() const;  // the highest id + 1
  std::optional<TokenId> bos() const;
  std::optional<TokenId> eos() const;
  std::optional<TokenId> pad() const;
  std::optional<TokenId> unk() const;

 private:
  friend class StreamDecoder;
  friend class Encoder;
  friend class TokenizerLoader;
  struct State;
  explicit Tokenizer(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  Encoding encode_tracked(std::string_view text, const EncodeOptions& options,
                          Tracking tracking) const;
  std::shared_ptr<const State> state_;
};

// Text of a sequence that comes id by id. What comes out is whole code points; all of it together
// is what decode() gives. One thread's.
class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, SkipSpecial skip = SkipSpecial::kYes);
  ~StreamDecoder();
  StreamDecoder(StreamDecoder&&) noexcept;
  StreamDecoder& operator=(StreamDecoder&&) noexcept;

  std::string push(TokenId id);  // may be empty
  std::string finish();          // what was held back; incomplete code points are U+FFFD

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::text
