// What the tests of kernels share: filled buffers, comparisons by element, all instruction sets in
// turn.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/rng.h"
#include "kernels/dispatch.h"
#include "kernels/scalar.h"

namespace millrace::kernels {

// A tensor of either type, read and written as floats.
class Buffer {
 public:
  Buffer(Dtype type, std::size_t n) : type_(type), n_(n), bytes_(n * width()) {}

  // Uniform in [-reach, reach], the same for the same seed.
  static Buffer random(Dtype type, std::size_t n, std::uint64_t seed, float reach = 1.0F) {
    Buffer buffer(type, n);
    std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
    for (std::size_t i = 0; i < n; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      const auto unit = static_cast<float>(state >> 40) * 0x1p-23F - 1.0F;
      buffer.set(i, unit * reach);
    }
    return buffer;
  }

  Dtype type() const { return type_; }
  std::size_t size() const { return n_; }
  void* data() { return bytes_.data(); }
  const void* data() const { return bytes_.data(); }
  float at(std::size_t i) const {
    return type_ == Dtype::kBf16 ? to_float(as<Bf16>(data())[i]) : as<float>(data())[i];
  }
  void set(std::size_t i, float x) {
    if (type_ == Dtype::kBf16)
      as<Bf16>(data())[i] = to_bf16(x);
    else
      as<float>(data())[i] = x;
  }
  std::vector<float> floats() const {
    std::vector<float> all(n_);
    for (std::size_t i = 0; i < n_; ++i) all[i] = at(i);
    return all;
  }
  bool operator==(const Buffer& other) const { return bytes_ == other.bytes_; }

 private:
  std::size_t width() const { return type_ == Dtype::kF32 ? 4 : 2; }

  Dtype type_;
  std::size_t n_;
  std::vector<unsigned char> bytes_;
};

inline const char* type_name(Dtype type) {
  return type == Dtype::kBf16 ? "bf16" : "fp32";
}

// |a - b| <= absolute + relative * |b|, and the same NaN.
inline void expect_close(std::span<const float> got, std::span<const float> want, float absolute,
                         float relative, const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(want[i]) && std::isnan(got[i])) continue;
    if (got[i] == want[i]) continue;
    ASSERT_LE(std::fabs(got[i] - want[i]), absolute + relative * std::fabs(want[i]))
        << what << " at " << i << ": " << got[i] << " for " << want[i];
  }
}

// Tolerances per type: one rounding of bf16 may fall the other way.
inline void expect_close(const Buffer& got, const Buffer& want, float absolute, float relative,
                         const std::string& what) {
  const float rounding = want.type() == Dtype::kBf16 ? 0x1p-7F : 0.0F;
  expect_close(got.floats(), want.floats(), absolute, relative + rounding, what);
}

// Runs body(isa) for each set above kScalar that this processor has.
template <typename Body>
void for_each_vector_isa(const Body& body) {
  for (const Isa isa : runnable_isas()) {
    if (isa == Isa::kScalar) continue;
    SCOPED_TRACE(std::string(isa_name(isa)));
    body(isa);
  }
}

constexpr Dtype kBothTypes[] = {Dtype::kF32, Dtype::kBf16};
// Around the lanes, and beyond.
constexpr std::size_t kSizes[] = {1, 7, 8, 9, 15, 16, 17, 31, 33, 48, 64, 100, 384, 1000};

}  // namespace millrace::kernels
