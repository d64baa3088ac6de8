// Is an address one of the public internet? For calls to places that users name: such a call must
// not reach the machines beside the server. Pure function.
#pragma once
#include <string_view>

namespace millrace::net {

// false for loopback, private, link-local, carrier-grade NAT, multicast, documentation and reserved
// networks, for IPv6 forms that hold such an IPv4 address, and for text that is no address.
bool is_public_address(std::string_view ip);

}  // namespace millrace::net
