// The protobuf wire format (protobuf.dev/programming-guides/encoding), as much as events need.
// Reading never goes beyond the bytes given. Values; one thread each.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::scalars {

struct WireField {
  std::uint32_t number = 0;
  enum class Type { kVarint, kFixed64, kBytes, kFixed32 } type = Type::kVarint;
  std::uint64_t bits = 0;    // of the numbers
  std::string_view bytes{};  // of kBytes
  double as_double() const;  // kFixed64
  float as_float() const;    // kFixed32
};

// The fields of one message, one after the other.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : left_(message) {}
  std::optional<WireField> next();  // nullopt at the end, and at the first damage
  bool damaged() const { return damaged_; }
  std::optional<std::uint64_t> varint();  // also of packed fields
  bool at_end() const { return left_.empty(); }

 private:
  std::optional<WireField> damage();
  std::optional<std::uint64_t> fixed(std::size_t bytes);
  std::string_view left_;
  bool damaged_ = false;
};

class WireWriter {
 public:
  WireWriter& varint(std::uint32_t number, std::uint64_t value);
  WireWriter& fixed64(std::uint32_t number, double value);
  WireWriter& fixed32(std::uint32_t number, float value);
  WireWriter& bytes(std::uint32_t number, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  void raw(std::uint64_t value);
  std::string text_;
};

}  // namespace millrace::scalars
