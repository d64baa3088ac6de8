// What a Tokenizer shares with its copies: the steps, in the order in which they run.
#pragma once
#include <vector>

#include "base/mutex.h"
#include "text/tokenizer/added_tokens.h"
#include "text/tokenizer/decoder.h"
#include "text/tokenizer/frame.h"
#include "text/tokenizer/model.h"
#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/pre_tokenizer.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::text {

// Work spaces that threads borrow. At most as many are kept as were ever in use at once.
class ScratchPool {
 public:
  std::unique_ptr<Scratch> take() const EXCLUDES(mutex_) {
    {
      const base::MutexLock lock(mutex_);
      if (!free_.empty()) {
        auto scratch = std::move(free_.back());
        free_.pop_back();
        return scratch;
      }
    }
    return std::make_unique<Scratch>();
  }
  void give_back(std::unique_ptr<Scratch> scratch) const EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    free_.push_back(std::move(scratch));
  }

 private:
  mutable base::Mutex mutex_;
  mutable std::vector<std::unique_ptr<Scratch>> free_ GUARDED_BY(mutex_);
};

struct Tokenizer::State {
  AddedTokenSet raw_added;  // looked for in the text as it came
  Normalizers normalizers;
  AddedTokenSet normalized_added;  // looked for after normalisation
  PreTokenizers pre_tokenizers;
  std::unique_ptr<Model> model;
  Frame frame;
  Decoder decoder;
  Vocabulary vocabulary;      // of the model
  Vocabulary added;           // added tokens; asked first
  std::vector<bool> special;  // by id
  std::optional<TokenId> bos, eos, pad, unk;
  ScratchPool scratch;
};

}  // namespace millrace::text
