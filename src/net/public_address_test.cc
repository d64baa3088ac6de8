#include "net/public_address.h"

#include <gtest/gtest.h>

#include "net/client.h"
#include "net/server.h"

namespace millrace::net {
namespace {

TEST(PublicAddress, TellsThePublicInternetFromTheRest) {
  for (const auto* ip :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:0808:0808::1"})
    EXPECT_TRUE(is_public_address(ip)) << ip;
  for (const auto* ip : {"127.0.0.1",
                         "127.255.0.1",
                         "0.0.0.0",
                         "10.1.2.3",
                         "100.64.0.1",
                         "169.254.169.254",
                         "172.16.0.1",
                         "172.31.255.255",
                         "192.168.1.1",
                         "198.18.0.1",
                         "198.19.255.1",
                         "224.0.0.1",
                         "255.255.255.255",
                         "::",
                         "::1",
                         "::127.0.0.1",
                         "fe80::1",
                         "fe80::1%eth0",
                         "fec0::1",
                         "fc00::1",
                         "fd12::1",
                         "ff02::1",
                         "::ffff:127.0.0.1",
                         "::ffff:10.0.0.1",
                         "64:ff9b::10.0.0.1",
                         "64:ff9b:1::1",
                         "2002:7f00:0001::1",
                         "2001::1",
                         "2001:db8::1",
                         "100::1",
                         "",
                         "localhost",
                         "0x7f.1",
                         "127.1"})
    EXPECT_FALSE(is_public_address(ip)) << ip;
}

TEST(PublicAddress, AClientThatMayGoNowhereElseRefusesLoopbackByAnyName) {
  Server server({.listen = {"127.0.0.1:0"}}, base::system_clock(), base::system_rng());
  int called = 0;
  server.route("GET", "/", [&](const Request&) -> Result<Response> {
    ++called;
    return Response::text(200, "inside");
  });
  ASSERT_TRUE(server.start());
  const std::string address = server.addresses().at(0);
  const std::string port = address.substr(address.rfind(':'));
  Client client;
  // One call without the limit leaves a connection open, which the others must not use.
  ASSERT_TRUE(client.send({.url = "http://127.0.0.1" + port + "/"}));
  for (const auto* host :
       {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"}) {
    const auto answer = client.send({.url = std::string("http://") + host + port + "/",
                                     .peers = ClientRequest::Peers::kPublicOnly});
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, ErrorCode::kForbidden)
        << host << ": " << answer.error().to_string();
  }
  EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace millrace::net
