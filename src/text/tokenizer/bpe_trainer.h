// Trains a byte-level BPE and writes it as a tokenizer.json that Hugging Face reads too. The same
// texts, in whatever order, give the same file. Not thread-safe.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/tokenizer/rank_file.h"
#include "text/tokenizer/scanners.h"

namespace millrace::text {

struct BpeTrainingOptions {
  std::size_t vocabulary_size = 32000;  // with the 256 bytes and the special tokens
  std::vector<std::string> special{};   // the last ids, in this order
  std::uint64_t least_count = 2;        // a pair that is rarer becomes no token
  ByteLevelRules rules{.expression = std::string(kQwen2Expression), .nfc = true};
};

class BpeTrainer {
 public:
  static Result<BpeTrainer> create(BpeTrainingOptions options);
  ~BpeTrainer();
  BpeTrainer(BpeTrainer&&) noexcept;
  BpeTrainer& operator=(BpeTrainer&&) noexcept;

  void add(std::string_view text);  // counts its words; broken UTF-8 is read as U+FFFD
  std::string train() &&;           // smaller than asked for if the texts have no more pairs

 private:
  struct State;
  explicit BpeTrainer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::text
