// Text that knows which bytes of the input each of its bytes came from. While nothing was changed
// that costs nothing: byte i is byte base + i of the input. Values; no locking.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::text {

// Bytes [begin, end).
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  bool operator==(const Span&) const = default;
};

enum class Tracking : std::uint8_t { kOff, kOn };

class AlignedText {
 public:
  AlignedText() = default;
  AlignedText(std::string text, std::size_t base, Tracking tracking)
      : text_(std::move(text)), base_(base), tracking_(tracking) {}

  const std::string& text() const { return text_; }
  Tracking tracking() const { return tracking_; }
  bool begins_the_input() const { return base_ == 0; }
  // The bytes of the input that [begin, end) of this text stands for. Call only when tracked.
  Span source(std::size_t begin, std::size_t end) const;
  AlignedText part(Span span) const;

 private:
  friend class Rewrite;
  std::string text_;
  std::vector<Span> spans_;  // one a byte; empty while this is the input itself
  std::size_t base_ = 0;
  Tracking tracking_ = Tracking::kOff;
};

// Builds the successor of a text: bytes are kept, or others stand for them.
class Rewrite {
 public:
  explicit Rewrite(const AlignedText& from) : from_(from) {
    text_.reserve(from.text().size() + 16);
  }

  void keep(std::size_t begin, std::size_t end);
  void put(std::string_view bytes, std::size_t begin, std::size_t end);
  std::size_t size() const { return text_.size(); }
  AlignedText finish() &&;

 private:
  const AlignedText& from_;
  std::string text_;
  std::vector<Span> spans_;
};

}  // namespace millrace::text
