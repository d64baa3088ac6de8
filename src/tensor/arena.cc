#include "tensor/arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/log.h"

namespace millrace::tensor {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kArenaBlock = std::size_t{32} << 20;
constexpr std::size_t kScratchBlock = std::size_t{64} << 20;

std::size_t round_up(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}

std::size_t matrix_bytes(Dtype dtype, std::int64_t rows, std::int64_t cols) {
  return static_cast<std::size_t>(rows * cols * element_bytes(dtype));
}

Tensor matrix_at(std::byte* data, Dtype dtype, std::int64_t rows, std::int64_t cols) {
  return {.dtype = dtype, .rows = rows, .cols = cols, .stride = cols, .data = data};
}

}  // namespace

Mapping::Mapping(std::size_t bytes) : size_(round_up(std::max<std::size_t>(bytes, 1), kHugePage)) {
  // One page more than asked for, so that a border of huge pages lies inside.
  void* raw = ::mmap(nullptr, size_ + kHugePage, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (raw == MAP_FAILED) {
    log_error("tensor", "out of memory", {{"bytes", std::to_string(size_)}});
    std::abort();
  }
  auto* begin = static_cast<std::byte*>(raw);
  const std::size_t lead =
      (kHugePage - reinterpret_cast<std::uintptr_t>(begin) % kHugePage) % kHugePage;
  if (lead > 0) ::munmap(begin, lead);
  data_ = begin + lead;
  if (lead < kHugePage) ::munmap(data_ + size_, kHugePage - lead);
  (void)::madvise(data_, size_, MADV_HUGEPAGE);  // advice: without it everything still works
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

Mapping::~Mapping() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

std::byte* Arena::take(std::size_t bytes) {
  bytes = round_up(std::max<std::size_t>(bytes, 1), 64);
  bytes_ += bytes;
  if (bytes > left_) {
    mappings_.emplace_back(std::max(bytes, kArenaBlock));
    if (bytes >= kArenaBlock) return mappings_.back().data();
    at_ = mappings_.back().data();
    left_ = mappings_.back().size();
  }
  left_ -= bytes;
  return std::exchange(at_, at_ + bytes);
}

Tensor Arena::matrix(Dtype dtype, std::int64_t rows, std::int64_t cols) {
  return matrix_at(take(matrix_bytes(dtype, rows, cols)), dtype, rows, cols);
}

std::byte* Scratch::take(std::size_t bytes) {
  bytes = round_up(std::max<std::size_t>(bytes, 1), 64);
  while (at_.block < blocks_.size() && blocks_[at_.block].size() - at_.used < bytes)
    at_ = {at_.block + 1, 0};
  if (at_.block == blocks_.size()) blocks_.emplace_back(std::max(bytes, kScratchBlock));
  std::byte* data = blocks_[at_.block].data() + at_.used;
  at_.used += bytes;
  return data;
}

Tensor Scratch::matrix(Dtype dtype, std::int64_t rows, std::int64_t cols) {
  return matrix_at(take(matrix_bytes(dtype, rows, cols)), dtype, rows, cols);
}

std::size_t Scratch::bytes() const {
  std::size_t sum = 0;
  for (const Mapping& block : blocks_) sum += block.size();
  return sum;
}

Tensor rows_of(const Tensor& tensor, std::int64_t begin, std::int64_t count) {
  Tensor part = tensor;
  part.rows = count;
  part.data =
      static_cast<std::byte*>(tensor.data) + begin * tensor.stride * element_bytes(tensor.dtype);
  return part;
}

Tensor columns_of(const Tensor& tensor, std::int64_t begin, std::int64_t count) {
  Tensor part = tensor;
  part.cols = count;
  part.data = static_cast<std::byte*>(tensor.data) + begin * element_bytes(tensor.dtype);
  return part;
}

}  // namespace millrace::tensor
