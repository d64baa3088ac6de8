#include "base/ids.h"

#include <array>
#include <cstdint>

#include "base/mutex.h"

namespace millrace::base {
namespace {
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// The last id handed out: within a millisecond the random part counts up, as the ULID spec asks.
struct LastUlid {
  Mutex mutex;
  std::int64_t ms GUARDED_BY(mutex) = -1;
  std::array<std::uint8_t, 16> digits GUARDED_BY(mutex){};  // 80 bits, five a digit
};
LastUlid& last_ulid() {
  static LastUlid last;
  return last;
}

void increment(std::array<std::uint8_t, 16>& digits) {
  for (std::size_t i = digits.size(); i-- > 0;) {
    if (++digits[i] < 32) return;
    digits[i] = 0;
  }
}
}  // namespace

std::string new_ulid(Clock& clock, Rng& rng) {
  LastUlid& last = last_ulid();
  MutexLock lock(last.mutex);
  const std::int64_t now = unix_ms(clock.now());
  if (now == last.ms) {
    increment(last.digits);
  } else {
    rng.fill(last.digits);
    for (auto& d : last.digits) d &= 31;
    last.ms = now;
  }
  std::string id(26, '0');
  std::int64_t ms = now;
  for (std::size_t i = 10; i-- > 0; ms >>= 5) id[i] = kAlphabet[static_cast<std::size_t>(ms & 31)];
  for (std::size_t i = 0; i < 16; ++i) id[10 + i] = kAlphabet[last.digits[i]];
  return id;
}

bool is_id(std::string_view text) {
  return text.size() == 26 && text[0] >= '0' && text[0] <= '7' &&
         text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace millrace::base
