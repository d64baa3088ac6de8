#include "text/tokenizer/bpe_trainer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "text/tokenizer/byte_alphabet.h"
#include "text/tokenizer/byte_level_file.h"
#include "text/tokenizer/normalizer_steps.h"
#include "text/tokenizer/pair_counts.h"
#include "text/tokenizer/pre_tokenizer_steps.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::size_t kBytes = 256;
constexpr std::size_t kLongestWord = 1024;  // longer ones are no words: they teach nothing

Result<std::unique_ptr<PreTokenizer>> splitter(const std::string& expression) {
  if (const Scanner scanner = scanner_of(expression)) return scanner_step(scanner);
  const json::Value value(json::Object{{"Regex", expression}});
  TRY_ASSIGN(Pattern pattern, Pattern::parse(&value));
  return split_step(pattern_finder(std::move(pattern)), SplitBehavior::kIsolated,
                    SplitOn::kMatches);
}

// The bytes in the order of their characters, as Hugging Face numbers them.
std::vector<unsigned char> bytes_in_order() {
  std::vector<unsigned char> bytes;
  for (std::size_t i = 0; i < kBytes; ++i) bytes.push_back(static_cast<unsigned char>(i));
  std::sort(bytes.begin(), bytes.end(), [](unsigned char a, unsigned char b) {
    return byte_characters()[a] < byte_characters()[b];
  });
  return bytes;
}

}  // namespace

struct BpeTrainer::State {
  BpeTrainingOptions options;
  std::unique_ptr<PreTokenizer> split;
  std::unique_ptr<Normalizer> normalizer;  // nullptr without NFC
  RegexWork regex;
  std::map<std::string, std::int64_t, std::less<>> words;  // sorted: the order of texts is nothing
};

BpeTrainer::BpeTrainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
BpeTrainer::~BpeTrainer() = default;
BpeTrainer::BpeTrainer(BpeTrainer&&) noexcept = default;
BpeTrainer& BpeTrainer::operator=(BpeTrainer&&) noexcept = default;

Result<BpeTrainer> BpeTrainer::create(BpeTrainingOptions options) {
  const std::size_t least = kBytes + options.special.size();
  if (options.vocabulary_size < least || options.vocabulary_size > Vocabulary::kHighestId)
    return fail(
        ErrorCode::kInvalid,
        fmt::format("the vocabulary must have from {} (the bytes and the special tokens) to "
                    "{} tokens",
                    least, Vocabulary::kHighestId));
  auto state = std::make_unique<State>();
  TRY_ASSIGN(state->split, splitter(options.rules.expression));
  if (options.rules.nfc) state->normalizer = normal_form_step(NormalForm::kNfc);
  state->options = std::move(options);
  return BpeTrainer(std::move(state));
}

void BpeTrainer::add(std::string_view text) {
  AlignedText aligned(replace_broken_utf8(text), 0, Tracking::kOff);
  if (state_->normalizer) state_->normalizer->apply(aligned, state_->regex);
  if (aligned.text().empty()) return;
  Words words{std::move(aligned), {}};
  words.spans.push_back({0, words.text.text().size()});
  state_->split->apply(words, state_->regex);
  for (const Span& span : words.spans) {
    if (span.size() > kLongestWord) continue;
    const std::string_view word =
        std::string_view(words.text.text()).substr(span.begin, span.size());
    const auto known = state_->words.find(word);
    if (known != state_->words.end()) {
      ++known->second;
    } else {
      state_->words.emplace(word, 1);
    }
  }
}

std::string BpeTrainer::train() && {
  const BpeTrainingOptions& options = state_->options;
  ByteLevelFile file;
  file.special = options.special;
  std::array<TokenId, kBytes> ids{};
  for (const unsigned char byte : bytes_in_order()) {
    ids[byte] = static_cast<TokenId>(file.tokens.size());
    file.tokens.emplace_back(byte_characters()[byte], ids[byte]);
  }
  PairCounts pairs;
  for (const auto& [word, count] : state_->words) {
    std::vector<TokenId> symbols;
    for (const char byte : word) symbols.push_back(ids[static_cast<unsigned char>(byte)]);
    pairs.add_word(std::move(symbols), count);
  }
  const auto least = static_cast<std::int64_t>(std::max<std::uint64_t>(options.least_count, 1));
  std::unordered_map<std::string, TokenId> known;
  for (const auto& [token, id] : file.tokens) known.emplace(token, id);
  while (file.tokens.size() + options.special.size() < options.vocabulary_size) {
    const auto best = pairs.most_frequent(least);
    if (!best) break;
    const std::string& left = file.tokens[static_cast<std::size_t>(best->left)].first;
    const std::string& right = file.tokens[static_cast<std::size_t>(best->right)].first;
    file.merges.emplace_back(left, right);
    // Two ways may lead to one text: it is one token.
    const auto [token, added] =
        known.emplace(left + right, static_cast<TokenId>(file.tokens.size()));
    if (added) file.tokens.emplace_back(token->first, token->second);
    pairs.merge(*best, token->second);
  }
  return write_byte_level(file, options.rules);
}

}  // namespace millrace::text
