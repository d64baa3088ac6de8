// Element types and ranges that all kernels share. Plain data: safe anywhere.
//
// This header and every op.h are read by files that are compiled for AVX2 and AVX-512, so they hold
// no function bodies: an inline function compiled there could be the copy that the linker keeps for
// everybody.
#pragma once
#include <cstddef>
#include <cstdint>

namespace millrace::kernels {

enum class Dtype : std::uint8_t { kF32, kBf16, kF16 };

// bfloat16 and IEEE half as they lie in memory; rounding is to nearest even everywhere.
struct Bf16 {
  std::uint16_t bits;
};
struct F16 {
  std::uint16_t bits;
};

// Instruction sets that kernels are written for, each containing the one before.
// kAvx2 means AVX2 + FMA + F16C; kAvx512 means F + BW + DQ + VL.
enum class Isa : std::uint8_t { kScalar, kAvx2, kAvx512, kAvx512Bf16 };

// Half-open range of rows, columns or elements that one call works on.
struct Range {
  std::size_t begin;
  std::size_t end;
};

}  // namespace millrace::kernels
