// Bytes as checksummed zstd frames. A Squeezer is used by one thread; unsqueeze is thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::rows {

// Mode of files with rows: a run that is given the folder is another user.
inline constexpr std::uint32_t kReadByRuns = 0644;

class Squeezer {
 public:
  Squeezer();
  ~Squeezer();
  Squeezer(Squeezer&&) noexcept;
  Squeezer& operator=(Squeezer&&) noexcept;
  // Appends one frame that knows its size and carries a checksum.
  Result<void> append(std::string_view bytes, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What a frame held; kCorrupt when its bytes are not as written, or it holds more than `most`.
Result<std::string> unsqueeze(std::string_view frame, std::size_t most);

// Numbers as files hold them: little-endian.
void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
std::uint32_t get_u32(std::string_view bytes, std::size_t at);  // CHECKs that it is there
std::uint64_t get_u64(std::string_view bytes, std::size_t at);

}  // namespace millrace::rows
