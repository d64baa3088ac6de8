// Bytes on their way out: pieces in order, small ones joined. Used by one thread.
#pragma once
#include <sys/uio.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::net {

class OutputBuffer {
 public:
  void add(std::string piece) {
    if (piece.empty()) return;
    bytes_ += piece.size();
    if (!pieces_.empty() && pieces_.size() > first_ &&
        pieces_.back().size() + piece.size() <= kJoined) {
      pieces_.back() += piece;
    } else {
      pieces_.push_back(std::move(piece));
    }
  }
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }

  using Vectors = std::array<iovec, 16>;
  std::span<const iovec> gather(Vectors& vectors) {
    std::size_t n = 0;
    for (std::size_t i = first_; i < pieces_.size() && n < vectors.size(); ++i, ++n) {
      const std::size_t skip = i == first_ ? offset_ : 0;
      vectors[n] = {pieces_[i].data() + skip, pieces_[i].size() - skip};
    }
    return {vectors.data(), n};
  }

  void consume(std::size_t n) {
    bytes_ -= n;
    while (n > 0) {
      const std::size_t left = pieces_[first_].size() - offset_;
      if (n < left) {
        offset_ += n;
        return;
      }
      n -= left;
      offset_ = 0;
      pieces_[first_++] = std::string();
    }
    if (bytes_ == 0) clear();
  }

  void clear() {
    pieces_ = {};
    first_ = offset_ = bytes_ = 0;
  }

 private:
  static constexpr std::size_t kJoined = 16 << 10;
  std::vector<std::string> pieces_;
  std::size_t first_ = 0;
  std::size_t offset_ = 0;  // into the first piece
  std::size_t bytes_ = 0;
};

}  // namespace millrace::net
