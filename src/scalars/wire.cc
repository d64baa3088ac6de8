#include "scalars/wire.h"

#include <bit>
#include <cstring>

namespace millrace::scalars {

double WireField::as_double() const { return std::bit_cast<double>(bits); }
float WireField::as_float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); }

std::optional<std::uint64_t> WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 10 && i < left_.size(); ++i) {
    const auto byte = static_cast<unsigned char>(left_[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) != 0) continue;
    left_.remove_prefix(i + 1);
    return value;
  }
  damaged_ = true;
  return std::nullopt;
}

std::optional<std::uint64_t> WireReader::fixed(std::size_t bytes) {
  if (left_.size() < bytes) return std::nullopt;
  std::uint64_t value = 0;
  std::memcpy(&value, left_.data(), bytes);  // little-endian, as the machines we run on
  left_.remove_prefix(bytes);
  return value;
}

std::optional<WireField> WireReader::damage() {
  damaged_ = true;
  left_ = {};
  return std::nullopt;
}

std::optional<WireField> WireReader::next() {
  if (left_.empty() || damaged_) return std::nullopt;
  const auto key = varint();
  if (!key || *key >> 3 == 0 || *key >> 3 > 0x1fffffff) return damage();
  WireField field{.number = static_cast<std::uint32_t>(*key >> 3)};
  std::optional<std::uint64_t> value;
  switch (*key & 7) {
    case 0: value = varint(); break;
    case 1:
      field.type = WireField::Type::kFixed64;
      value = fixed(8);
      break;
    case 2:
      field.type = WireField::Type::kBytes;
      value = varint();
      if (value && *value > left_.size()) value.reset();
      break;
    case 5:
      field.type = WireField::Type::kFixed32;
      value = fixed(4);
      break;
    default: break;  // groups are older than events
  }
  if (!value) return damage();
  field.bits = *value;
  if (field.type == WireField::Type::kBytes) {
    field.bytes = left_.substr(0, *value);
    left_.remove_prefix(*value);
  }
  return field;
}

void WireWriter::raw(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) text_ += static_cast<char>(value | 0x80);
  text_ += static_cast<char>(value);
}

WireWriter& WireWriter::varint(std::uint32_t number, std::uint64_t value) {
  raw(std::uint64_t{number} << 3);
  raw(value);
  return *this;
}

WireWriter& WireWriter::fixed64(std::uint32_t number, double value) {
  raw(std::uint64_t{number} << 3 | 1);
  text_.append(reinterpret_cast<const char*>(&value), sizeof value);
  return *this;
}

WireWriter& WireWriter::fixed32(std::uint32_t number, float value) {
  raw(std::uint64_t{number} << 3 | 5);
  text_.append(reinterpret_cast<const char*>(&value), sizeof value);
  return *this;
}

WireWriter& WireWriter::bytes(std::uint32_t number, std::string_view value) {
  raw(std::uint64_t{number} << 3 | 2);
  raw(value.size());
  text_ += value;
  return *this;
}

}  // namespace millrace::scalars
