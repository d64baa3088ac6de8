#include "scalars/event.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/strings.h"
#include "scalars/wire.h"

namespace millrace::scalars {
namespace {

constexpr std::size_t kMaxTagBytes = 1024;

// Field numbers of event.proto, summary.proto, tensor.proto, tensor_shape.proto.
enum EventField : std::uint32_t { kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5 };
enum SummaryField : std::uint32_t { kValue = 1 };
enum ValueField : std::uint32_t { kTag = 1, kSimpleValue = 2, kTensor = 8, kMetadata = 9 };
enum MetadataField : std::uint32_t { kPluginData = 1 };
enum PluginField : std::uint32_t { kPluginName = 1 };
enum TensorField : std::uint32_t {
  kDtype = 1, kShape = 2, kContent = 4, kFloatVal = 5, kDoubleVal = 6, kIntVal = 7, kInt64Val = 10,
  kHalfVal = 13,
};
enum ShapeField : std::uint32_t { kDim = 2 };
enum DimField : std::uint32_t { kSize = 1 };
enum Dtype : std::uint64_t {
  kFloat = 1, kDouble = 2, kInt32 = 3, kInt64 = 9, kBfloat16 = 14, kHalf = 19,
};

double from_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1f;
  const int mantissa = bits & 0x3ff;
  double value = 0;
  if (exponent == 0x1f) value = mantissa != 0 ? std::nan("") : HUGE_VAL;
  else if (exponent == 0) value = std::ldexp(mantissa, -24);
  else value = std::ldexp(mantissa + 1024, exponent - 25);
  return (bits & 0x8000) != 0 ? -value : value;
}

double from_bfloat16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

template <class T>
std::optional<T> only(std::string_view bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// The one number in tensor_content.
std::optional<double> from_content(std::uint64_t dtype, std::string_view content) {
  const auto number = [&]<class T>(T) -> std::optional<double> {
    const auto value = only<T>(content);
    return value ? std::optional<double>(static_cast<double>(*value)) : std::nullopt;
  };
  const auto bits = only<std::uint16_t>(content);
  switch (dtype) {
    case kFloat: return number(float{});
    case kDouble: return number(double{});
    case kInt32: return number(std::int32_t{});
    case kInt64: return number(std::int64_t{});
    case kHalf: return bits ? std::optional<double>(from_half(*bits)) : std::nullopt;
    case kBfloat16: return bits ? std::optional<double>(from_bfloat16(*bits)) : std::nullopt;
    default: return std::nullopt;
  }
}

// The one number in a …_val field, packed or not.
std::optional<double> from_values(std::uint64_t dtype, const WireField& field) {
  if (field.type == WireField::Type::kFixed32) return field.as_float();
  if (field.type == WireField::Type::kFixed64) return field.as_double();
  std::uint64_t bits = field.bits;
  if (field.type == WireField::Type::kBytes) {
    if (field.number == kFloatVal || field.number == kDoubleVal)
      return from_content(field.number == kFloatVal ? kFloat : kDouble, field.bytes);
    WireReader packed(field.bytes);
    const auto value = packed.varint();
    if (!value || !packed.at_end()) return std::nullopt;
    bits = *value;
  }
  if (field.number != kHalfVal) return static_cast<double>(static_cast<std::int64_t>(bits));
  const auto half = static_cast<std::uint16_t>(bits);
  return dtype == kBfloat16 ? from_bfloat16(half) : from_half(half);
}

bool has_one_element(std::string_view shape) {
  WireReader reader(shape);
  while (const auto field = reader.next()) {
    if (field->number != kDim || field->type != WireField::Type::kBytes) continue;
    WireReader dim(field->bytes);
    std::uint64_t size = 0;
    while (const auto part = dim.next())
      if (part->number == kSize) size = part->bits;
    if (size != 1 || dim.damaged()) return false;
  }
  return !reader.damaged();
}

std::optional<double> one_number(std::string_view tensor) {
  WireReader reader(tensor);
  std::uint64_t dtype = 0;
  std::optional<WireField> content, values;
  while (const auto field = reader.next()) {
    switch (field->number) {
      case kDtype: dtype = field->bits; break;
      case kShape:
        if (!has_one_element(field->bytes)) return std::nullopt;
        break;
      case kContent: content = field; break;
      case kFloatVal:
      case kDoubleVal:
      case kIntVal:
      case kInt64Val:
      case kHalfVal:
        values = field;
        break;
      default: break;
    }
  }
  if (reader.damaged()) return std::nullopt;
  if (content && !content->bytes.empty()) return from_content(dtype, content->bytes);
  return values ? from_values(dtype, *values) : std::nullopt;
}

std::string_view plugin_of(std::string_view metadata) {
  WireReader reader(metadata);
  std::string_view name;
  while (const auto field = reader.next()) {
    if (field->number != kPluginData) continue;
    WireReader plugin(field->bytes);
    while (const auto part = plugin.next())
      if (part->number == kPluginName) name = part->bytes;
  }
  return name;
}

// False when the bytes are damaged.
bool decode_value(std::string_view bytes, const Scalar& event, std::vector<Scalar>& out) {
  WireReader reader(bytes);
  std::string_view tag, tensor, plugin;
  std::optional<double> value;
  while (const auto field = reader.next()) {
    if (field->number == kTag) tag = field->bytes;
    if (field->number == kSimpleValue && field->type == WireField::Type::kFixed32)
      value = field->as_float();
    if (field->number == kTensor) tensor = field->bytes;
    if (field->number == kMetadata) plugin = plugin_of(field->bytes);
  }
  if (reader.damaged()) return false;
  // Later events of a tag come without metadata; other plugins keep histograms and text in tensors.
  if (!value && !tensor.empty() && (plugin.empty() || plugin == "scalars"))
    value = one_number(tensor);
  if (!value || tag.empty() || tag.size() > kMaxTagBytes) return true;
  out.push_back({base::to_valid_utf8(tag), event.step, event.wall_time, *value});
  return true;
}

}  // namespace

Result<void> decode_event(std::string_view bytes, std::vector<Scalar>& out) {
  const std::size_t before = out.size();
  const auto damaged = [&] {
    out.resize(before);
    return fail(ErrorCode::kCorrupt, "a record is no TensorBoard event");
  };
  Scalar event;
  std::string_view summary;
  WireReader reader(bytes);
  while (const auto field = reader.next()) {
    if (field->number == kWallTime && field->type == WireField::Type::kFixed64)
      event.wall_time = field->as_double();
    if (field->number == kStep) event.step = static_cast<std::int64_t>(field->bits);
    if (field->number == kSummary && field->type == WireField::Type::kBytes) summary = field->bytes;
  }
  if (reader.damaged()) return damaged();
  WireReader values(summary);
  while (const auto field = values.next())
    if (field->number == kValue && !decode_value(field->bytes, event, out)) return damaged();
  if (values.damaged()) return damaged();
  return {};
}

std::string encode_version_event(double wall_time) {
  return WireWriter().fixed64(kWallTime, wall_time).bytes(kFileVersion, "brain.Event:2").text();
}

std::string encode_scalar_event(const Scalar& scalar) {
  const auto value = WireWriter()
                         .bytes(kTag, scalar.tag)
                         .fixed32(kSimpleValue, static_cast<float>(scalar.value));
  return WireWriter()
      .fixed64(kWallTime, scalar.wall_time)
      .varint(kStep, static_cast<std::uint64_t>(scalar.step))
      .bytes(kSummary, WireWriter().bytes(kValue, value.text()).text())
      .text();
}

}  // namespace millrace::scalars
