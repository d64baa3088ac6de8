#include "kernels/dispatch.h"

#include <cpuid.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "kernels/adamw/op.h"
#include "kernels/attention/op.h"
#include "kernels/bias/op.h"
#include "kernels/cast/op.h"
#include "kernels/cross_entropy/op.h"
#include "kernels/dropout/op.h"
#include "kernels/embedding/op.h"
#include "kernels/minhash/op.h"
#include "kernels/pointwise/op.h"
#include "kernels/rmsnorm/op.h"
#include "kernels/rope/op.h"
#include "kernels/swiglu/op.h"

namespace millrace::kernels {
namespace {

constexpr std::array kIsas = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Bf16};

// Conversions of half floats, which clang's builtin does not know by name. Their registers are
// AVX's.
bool converts_halves() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

// The compiler's check includes the operating system's: registers that it does not save are not
// offered.
Isa ask_processor() {
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                    converts_halves();
  if (!avx2) return Isa::kScalar;
  const bool avx512 =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  if (!avx512) return Isa::kAvx2;
  return __builtin_cpu_supports("avx512bf16") != 0 ? Isa::kAvx512Bf16 : Isa::kAvx512;
}

std::atomic<Isa>& cap() {
  static std::atomic<Isa> value{Isa::kAvx512Bf16};
  return value;
}

template <typename Kernels>
const Kernels& pick(Isa isa, const Kernels& scalar, const Kernels& avx2, const Kernels& avx512) {
  if (isa == Isa::kScalar) return scalar;
  return isa == Isa::kAvx2 ? avx2 : avx512;
}

}  // namespace

Isa detected_isa() {
  static const Isa isa = ask_processor();
  return isa;
}

Isa active_isa() {
  return std::min(detected_isa(), cap().load(std::memory_order_relaxed));
}

void set_isa_cap(Isa isa) {
  cap().store(isa, std::memory_order_relaxed);
}

std::span<const Isa> runnable_isas() {
  return std::span(kIsas).first(static_cast<std::size_t>(detected_isa()) + 1);
}

std::string_view isa_name(Isa isa) {
  constexpr std::array<std::string_view, 4> kNames = {"scalar", "avx2", "avx512", "avx512-bf16"};
  return kNames[static_cast<std::size_t>(isa)];
}

const AdamwKernels& adamw(Isa isa) {
  return pick(isa, adamw_ref, adamw_avx2, adamw_avx512);
}
const AdamwKernels& adamw() {
  return adamw(active_isa());
}

const BiasKernels& bias(Isa isa) {
  return pick(isa, bias_ref, bias_avx2, bias_avx512);
}
const BiasKernels& bias() {
  return bias(active_isa());
}

const CastKernels& cast(Isa isa) {
  return pick(isa, cast_ref, cast_avx2, cast_avx512);
}
const CastKernels& cast() {
  return cast(active_isa());
}

const CrossEntropyKernels& cross_entropy(Isa isa) {
  return pick(isa, cross_entropy_ref, cross_entropy_avx2, cross_entropy_avx512);
}
const CrossEntropyKernels& cross_entropy() {
  return cross_entropy(active_isa());
}

const DropoutKernels& dropout(Isa isa) {
  return pick(isa, dropout_ref, dropout_avx2, dropout_avx512);
}
const DropoutKernels& dropout() {
  return dropout(active_isa());
}

const EmbeddingKernels& embedding(Isa isa) {
  return pick(isa, embedding_ref, embedding_avx2, embedding_avx512);
}
const EmbeddingKernels& embedding() {
  return embedding(active_isa());
}

const MinHashKernels& minhash(Isa isa) {
  return pick(isa, minhash_ref, minhash_avx2, minhash_avx512);
}
const MinHashKernels& minhash() {
  return minhash(active_isa());
}

const PointwiseKernels& pointwise(Isa isa) {
  return pick(isa, pointwise_ref, pointwise_avx2, pointwise_avx512);
}
const PointwiseKernels& pointwise() {
  return pointwise(active_isa());
}

const RmsnormKernels& rmsnorm(Isa isa) {
  return pick(isa, rmsnorm_ref, rmsnorm_avx2, rmsnorm_avx512);
}
const RmsnormKernels& rmsnorm() {
  return rmsnorm(active_isa());
}

const RopeKernels& rope(Isa isa) {
  return pick(isa, rope_ref, rope_avx2, rope_avx512);
}
const RopeKernels& rope() {
  return rope(active_isa());
}

const SwigluKernels& swiglu(Isa isa) {
  return pick(isa, swiglu_ref, swiglu_avx2, swiglu_avx512);
}
const SwigluKernels& swiglu() {
  return swiglu(active_isa());
}

const AttentionKernels& attention(Isa isa) {
  if (isa == Isa::kAvx512Bf16) return attention_avx512bf16;
  return pick(isa, attention_ref, attention_avx2, attention_avx512);
}
const AttentionKernels& attention() {
  return attention(active_isa());
}

}  // namespace millrace::kernels
