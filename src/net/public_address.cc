#include "net/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace millrace::net {
namespace {

struct Network {
  std::array<std::uint8_t, 16> prefix;
  int bits;
};
// IANA's special-purpose registries (RFC 6890 and its updates) and multicast.
constexpr Network kIpv4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};
constexpr Network kIpv6[] = {
    {{0x01}, 16},                    // 100::/64 and neighbours
    {{0x20, 0x01, 0x00}, 23},        // Teredo and other protocols' own
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff}, 20},              // documentation
    {{0x5f, 0x00}, 16},              // segment routing
    {{0xfc}, 7},                     // private
    {{0xfe, 0x80}, 9},               // link-local, site-local
    {{0xff}, 8},                     // multicast
};

bool is_in(std::span<const std::uint8_t> address, const Network& network) {
  for (int bit = 0; bit < network.bits; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const int left = std::min(8, network.bits - bit);
    const int mask = (0xff00 >> left) & 0xff;
    if ((address[i] & mask) != (network.prefix[i] & mask)) return false;
  }
  return true;
}

bool is_public_v4(std::span<const std::uint8_t, 4> a) {
  return std::none_of(std::begin(kIpv4), std::end(kIpv4),
                      [&](const Network& n) { return is_in(a, n); });
}

bool is_public_v6(std::span<const std::uint8_t, 16> a) {
  const auto starts = [&](std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), a.begin());
  };
  // Those that hold an IPv4 address are what that address is: mapped, NAT64, 6to4.
  if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return is_public_v4(a.subspan<12, 4>());
  if (starts({0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))
    return is_public_v4(a.subspan<12, 4>());
  if (starts({0x20, 0x02})) return is_public_v4(a.subspan<2, 4>());
  if (starts({0})) return false;  // ::, ::1, IPv4-compatible, local NAT64 and what is not given out
  return std::none_of(std::begin(kIpv6), std::end(kIpv6),
                      [&](const Network& n) { return is_in(a, n); });
}

}  // namespace

bool is_public_address(std::string_view ip) {
  const std::string text(ip.substr(0, ip.find('%')));  // without a zone
  std::array<std::uint8_t, 4> v4{};
  if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return is_public_v4(v4);
  std::array<std::uint8_t, 16> v6{};
  return inet_pton(AF_INET6, text.c_str(), v6.data()) == 1 && is_public_v6(v6);
}

}  // namespace millrace::net
