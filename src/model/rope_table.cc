#include "model/rope_table.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace millrace::model {
namespace {

using Kind = modelfile::RopeScaling::Kind;
using std::numbers::pi;

double llama3(double frequency, const modelfile::RopeScaling& s) {
  const auto original = static_cast<double>(s.original_positions);
  const double wavelength = 2 * pi / frequency;
  if (wavelength < original / s.high_frequency_factor) return frequency;
  if (wavelength > original / s.low_frequency_factor) return frequency / s.factor;
  const double smooth = (original / wavelength - s.low_frequency_factor) /
                        (s.high_frequency_factor - s.low_frequency_factor);
  return (1 - smooth) * frequency / s.factor + smooth * frequency;
}

// The pair of elements that turns `turns` times over the original length.
double yarn_pair(double turns, const modelfile::Descriptor& d) {
  const auto original = static_cast<double>(d.rope_scaling.original_positions);
  return static_cast<double>(d.head_dim) * std::log(original / (turns * 2 * pi)) /
         (2 * std::log(d.rope_theta));
}

double yarn(double frequency, double pair, const modelfile::Descriptor& d) {
  const auto& s = d.rope_scaling;
  const double low = std::max(0.0, std::floor(yarn_pair(s.beta_fast, d)));
  double high = std::min(static_cast<double>(d.head_dim - 1), std::ceil(yarn_pair(s.beta_slow, d)));
  if (high == low) high += 0.001;
  const double ramp = std::clamp((pair - low) / (high - low), 0.0, 1.0);
  return frequency / s.factor * ramp + frequency * (1 - ramp);
}

}  // namespace

std::vector<float> rope_frequencies(const modelfile::Descriptor& d, std::int64_t length) {
  const auto& s = d.rope_scaling;
  const auto dim = static_cast<double>(d.head_dim);
  double theta = d.rope_theta;
  if (s.kind == Kind::kDynamic && length > s.original_positions) {
    const double ratio = static_cast<double>(length) / static_cast<double>(s.original_positions);
    theta *= std::pow(s.factor * ratio - (s.factor - 1), dim / (dim - 2));
  }
  std::vector<float> frequencies;
  for (std::int64_t i = 0; i < d.head_dim / 2; ++i) {
    const auto pair = static_cast<double>(i);
    double frequency = 1 / std::pow(theta, 2 * pair / dim);
    if (s.kind == Kind::kLinear) frequency /= s.factor;
    if (s.kind == Kind::kLlama3) frequency = llama3(frequency, s);
    if (s.kind == Kind::kYarn) frequency = yarn(frequency, pair, d);
    frequencies.push_back(static_cast<float>(frequency));
  }
  return frequencies;
}

float rope_magnitude(const modelfile::RopeScaling& s) {
  if (s.kind != Kind::kYarn) return 1;
  if (s.attention_factor > 0) return static_cast<float>(s.attention_factor);
  return s.factor <= 1 ? 1 : static_cast<float>(0.1 * std::log(s.factor) + 1);
}

void RopeTable::need(std::int64_t length) {
  const bool dynamic = descriptor_.rope_scaling.kind == Kind::kDynamic;
  if (dynamic ? length == filled_for_ : length <= filled_for_) return;
  filled_for_ = dynamic ? length : std::max<std::int64_t>(256, length * 3 / 2);
  const std::int64_t half = descriptor_.head_dim / 2;
  const auto bytes = static_cast<std::size_t>(filled_for_ * half) * sizeof(float);
  memory_ = tensor::Mapping(2 * bytes);
  auto* cosine = reinterpret_cast<float*>(memory_.data());
  auto* sine = reinterpret_cast<float*>(memory_.data() + bytes);
  cosine_ = {.rows = filled_for_, .cols = half, .stride = half, .data = cosine};
  sine_ = {.rows = filled_for_, .cols = half, .stride = half, .data = sine};
  const auto frequencies = rope_frequencies(descriptor_, length);
  const float magnitude = rope_magnitude(descriptor_.rope_scaling);
  for (std::int64_t position = 0; position < filled_for_; ++position)
    for (const float frequency : frequencies) {
      // In fp32, as the models were trained.
      const float angle = static_cast<float>(position) * frequency;
      *cosine++ = std::cos(angle) * magnitude;
      *sine++ = std::sin(angle) * magnitude;
    }
}

}  // namespace millrace::model
