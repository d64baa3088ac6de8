// One TensorBoard event (event.proto, summary.proto, tensor.proto) taken apart and put together by
// hand. Pure functions; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::scalars {

struct Scalar {
  std::string tag;
  std::int64_t step = 0;
  double wall_time = 0;  // seconds since 1970, as the job's clock said
  double value = 0;      // may be NaN or infinite: a loss that diverged is news
  bool operator==(const Scalar&) const = default;
};

// Appends the event's scalars: `simple_value`, and tensors of one number (float, double, half,
// bfloat16, integers) as TensorFlow 2 writes them. All else in an event is passed over. kCorrupt
// when the bytes are no event; then nothing is appended.
Result<void> decode_event(std::string_view event, std::vector<Scalar>& out);

std::string encode_version_event(double wall_time);  // the first record of each file
std::string encode_scalar_event(const Scalar& scalar);

}  // namespace millrace::scalars
