// The only file that knows zstd.
#include "rows/frame.h"

#include <fmt/core.h>
#include <zstd.h>

#include <bit>
#include <cstring>

namespace millrace::rows {
namespace {

// Text compresses to about a third at this level, faster than a disk writes it.
constexpr int kLevel = 1;

static_assert(std::endian::native == std::endian::little);

template <class T>
T get(std::string_view bytes, std::size_t at) {
  CHECK(at + sizeof(T) <= bytes.size());
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

}  // namespace

struct Squeezer::State {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ~State() { ZSTD_freeCCtx(context); }
};

Squeezer::Squeezer() : state_(std::make_unique<State>()) {
  CHECK(state_->context != nullptr);
  CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(state_->context, ZSTD_c_compressionLevel, kLevel)) ==
        0);
  CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(state_->context, ZSTD_c_checksumFlag, 1)) == 0);
}
Squeezer::~Squeezer() = default;
Squeezer::Squeezer(Squeezer&&) noexcept = default;
Squeezer& Squeezer::operator=(Squeezer&&) noexcept = default;

Result<void> Squeezer::append(std::string_view bytes, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + ZSTD_compressBound(bytes.size()));
  const std::size_t size = ZSTD_compress2(state_->context, out.data() + before, out.size() - before,
                                          bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) {
    out.resize(before);
    return fail(ErrorCode::kInternal, fmt::format("zstd: {}", ZSTD_getErrorName(size)));
  }
  out.resize(before + size);
  return {};
}

Result<std::string> unsqueeze(std::string_view frame, std::size_t most) {
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most)
    return fail(ErrorCode::kCorrupt, "a frame of stored rows is damaged");
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t got = ZSTD_decompress(out.data(), out.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) != 0 || got != out.size())
    return fail(ErrorCode::kCorrupt,
                fmt::format("a frame of stored rows is damaged: {}", ZSTD_getErrorName(got)));
  return out;
}

void put_u32(std::string& out, std::uint32_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
void put_u64(std::string& out, std::uint64_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
std::uint32_t get_u32(std::string_view bytes, std::size_t at) {
  return get<std::uint32_t>(bytes, at);
}
std::uint64_t get_u64(std::string_view bytes, std::size_t at) {
  return get<std::uint64_t>(bytes, at);
}

}  // namespace millrace::rows
