// A trainee for tests: a table of logits for the next token given this one, and a bias that is not
// decayed. Small, exact, the same bits every time. One thread.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "train/counter_random.h"
#include "train/examples.h"
#include "train/trainee.h"

namespace millrace::train {

class BigramTrainee final : public Trainee {
 public:
  explicit BigramTrainee(std::size_t vocabulary)
      : vocabulary_(vocabulary),
        values_(vocabulary * vocabulary + vocabulary),
        gradients_(values_.size()),
        tensors_{{"table", 0, vocabulary * vocabulary, Tensor::Decay::kYes},
                 {"bias", vocabulary * vocabulary, vocabulary, Tensor::Decay::kNo}} {
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = static_cast<float>(random_bits(7, Draw::kShuffle, {i}) % 1000) / 10'000.0F;
  }
  std::span<const Tensor> tensors() const override { return tensors_; }
  std::span<float> values() override { return values_; }
  std::span<float> gradients() override { return gradients_; }
  void zero_gradients() override { std::fill(gradients_.begin(), gradients_.end(), 0.0F); }
  void values_changed() override {}
  Result<double> forward_backward(const Rows& rows, const Backward& options) override {
    return pass(rows, options.scale);
  }
  Result<double> loss(const Rows& rows) override { return pass(rows, 0); }

  std::int32_t poison = -1;  // a token whose loss is not a number

 private:
  double pass(const Rows& rows, float scale) {
    double sum = 0;
    std::vector<double> p(vocabulary_);
    for (std::size_t i = 0; i < rows.ids.size(); ++i) {
      if (rows.labels[i] < 0) continue;
      if (rows.ids[i] == poison) return std::numeric_limits<double>::quiet_NaN();
      const std::size_t row = static_cast<std::size_t>(rows.ids[i]) * vocabulary_;
      const std::size_t bias = vocabulary_ * vocabulary_;
      double total = 0;
      for (std::size_t k = 0; k < vocabulary_; ++k)
        total += p[k] = std::exp(static_cast<double>(values_[row + k] + values_[bias + k]));
      const auto label = static_cast<std::size_t>(rows.labels[i]);
      sum -= std::log(p[label] / total);
      for (std::size_t k = 0; k < vocabulary_; ++k) {
        const double slope = p[k] / total - (k == label ? 1 : 0);
        gradients_[row + k] += static_cast<float>(slope) * scale;
        gradients_[bias + k] += static_cast<float>(slope) * scale;
      }
    }
    return sum;
  }

  std::size_t vocabulary_;
  std::vector<float> values_, gradients_;
  std::vector<Tensor> tensors_;
};

// Sentences over a vocabulary in which each token mostly has one successor.
inline Examples sample_examples(std::size_t count, std::size_t vocabulary, std::int64_t seq_len) {
  Examples out({.seq_len = seq_len});
  out.begin_file("sample.jsonl");
  for (std::size_t e = 0; e < count; ++e) {
    std::vector<std::int32_t> ids;
    const std::size_t length = 4 + random_bits(1, Draw::kShuffle, {e}) % 12;
    std::uint64_t token = random_bits(2, Draw::kShuffle, {e}) % vocabulary;
    for (std::size_t i = 0; i < length; ++i) {
      ids.push_back(static_cast<std::int32_t>(token));
      const bool usual = random_bits(3, Draw::kShuffle, {e, i}) % 10 > 0;
      token = usual ? (token * 5 + 3) % vocabulary
                    : random_bits(4, Draw::kShuffle, {e, i}) % vocabulary;
    }
    std::vector<std::uint8_t> in_loss(ids.size(), 1);
    std::fill(in_loss.begin(), in_loss.begin() + 2, std::uint8_t{0});
    out.add(static_cast<std::int64_t>(e + 1), ids, in_loss);
  }
  return out;
}

}  // namespace millrace::train
