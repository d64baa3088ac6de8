// Memory of the engines: anonymous mappings on huge pages where the kernel gives them (twice the
// read bandwidth here), zeroed, aligned to 64 bytes. Arena keeps what it gave until it dies;
// Scratch is a stack that is rewound. Neither is thread-safe. Memory that the machine does not have
// ends the process with the number of bytes asked for: callers plan before they allocate.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace millrace::tensor {

// One mapping. Move-only.
class Mapping {
 public:
  Mapping() = default;
  explicit Mapping(std::size_t bytes);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();
  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

class Arena {
 public:
  std::byte* take(std::size_t bytes);  // zeroed
  Tensor matrix(Dtype dtype, std::int64_t rows, std::int64_t cols);
  std::size_t bytes() const { return bytes_; }  // given out

 private:
  std::vector<Mapping> mappings_;
  std::size_t left_ = 0;
  std::byte* at_ = nullptr;
  std::size_t bytes_ = 0;
};

class Scratch {
 public:
  struct Mark {
    std::size_t block = 0;
    std::size_t used = 0;
  };
  std::byte* take(std::size_t bytes);  // what was there before may still be
  Tensor matrix(Dtype dtype, std::int64_t rows, std::int64_t cols);
  Mark mark() const { return at_; }
  void rewind(Mark mark) { at_ = mark; }
  std::size_t bytes() const;  // mapped

 private:
  std::vector<Mapping> blocks_;
  Mark at_;
};

}  // namespace millrace::tensor
