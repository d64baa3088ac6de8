// The bytes of a file through a window that moves forward. Used by one thread.
#pragma once
#include <string>
#include <string_view>

#include "text/formats/row_reader.h"

namespace millrace::text {

class ByteWindow {
 public:
  explicit ByteWindow(ReadBytes read) : read_(std::move(read)) {}

  // The next byte without taking it; -1 at the end and on an error, which error() then has.
  int peek() {
    return at_ < buffer_.size() || fill() ? static_cast<unsigned char>(buffer_[at_]) : -1;
  }
  int take() {
    const int byte = peek();
    if (byte >= 0) ++at_;
    return byte;
  }
  // At least `size` bytes from here on, fewer only at the end.
  std::string_view look(std::size_t size) {
    while (buffer_.size() - at_ < size && fill()) {
    }
    return std::string_view(buffer_).substr(at_);
  }
  void skip(std::size_t size) { at_ += size; }  // of bytes that look() has shown
  void skip_byte_order_mark() {
    if (look(3).starts_with("\xEF\xBB\xBF")) at_ += 3;
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  bool fill() {
    if (ended_) return false;
    buffer_.erase(0, at_);
    at_ = 0;
    const std::size_t old = buffer_.size();
    buffer_.resize(old + kBlock);
    auto count = read_(buffer_.data() + old, kBlock);
    if (!count) error_ = std::move(count).error();
    buffer_.resize(old + (error_ ? 0 : *count));
    ended_ = buffer_.size() == old;
    return !ended_;
  }

  static constexpr std::size_t kBlock = std::size_t{64} << 10;
  ReadBytes read_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

}  // namespace millrace::text
