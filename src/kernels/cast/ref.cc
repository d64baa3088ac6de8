#include "kernels/cast/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

template <typename F>
void with_any_type(Dtype type, const F& f) {
  if (type == Dtype::kF16)
    f(F16{});
  else
    with_type(type, f);
}

void convert(Dtype from, const void* x, Dtype to, void* y, std::size_t n) {
  with_any_type(from, [&](auto in) {
    with_any_type(to, [&](auto out) {
      const auto* source = as<decltype(in)>(x);
      auto* target = as<decltype(out)>(y);
      for (std::size_t i = 0; i < n; ++i) {
        if constexpr (std::is_same_v<decltype(in), decltype(out)>)
          target[i] = source[i];
        else
          target[i] = from_float<decltype(out)>(to_float(source[i]));
      }
    });
  });
}

}  // namespace

const CastKernels cast_ref = {.convert = convert};

}  // namespace millrace::kernels
