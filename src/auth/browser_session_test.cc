#include "auth/browser_session.h"

#include <gtest/gtest.h>

namespace millrace::auth {
namespace {

TEST(BrowserSession, CookieGoesOutAndComesBack) {
  for (const auto transport : {Transport::kPlain, Transport::kTls}) {
    const std::string set = session_cookie("ms-token", base::Duration{3'600'000}, transport);
    EXPECT_NE(set.find("HttpOnly"), set.npos);
    EXPECT_NE(set.find("SameSite=Strict"), set.npos);
    EXPECT_NE(set.find("Max-Age=3600"), set.npos);
    EXPECT_EQ(set.find("Secure") != set.npos, transport == Transport::kTls);
    const std::string sent = "theme=dark; " + set.substr(0, set.find(';')) + "; other=1";
    EXPECT_EQ(session_from_cookies(sent, transport), "ms-token");
  }
  EXPECT_EQ(session_from_cookies("xmillrace_session=a; millrace_sessionx=b", Transport::kPlain),
            std::nullopt);
  EXPECT_EQ(session_from_cookies("millrace_session=", Transport::kPlain), std::nullopt);
  EXPECT_EQ(session_from_cookies("", Transport::kPlain), std::nullopt);
  // The name without __Host- could have been set by a neighbour, so over TLS it does not count.
  EXPECT_EQ(session_from_cookies("millrace_session=planted", Transport::kTls), std::nullopt);
  EXPECT_NE(cleared_session_cookie(Transport::kTls).find("Max-Age=0"), std::string::npos);
}

TEST(BrowserSession, CsrfTokenIsOfItsSessionOnly) {
  const std::string token = csrf_token("ms-one");
  EXPECT_TRUE(is_csrf_token(token, "ms-one"));
  EXPECT_FALSE(is_csrf_token(token, "ms-two"));
  EXPECT_FALSE(is_csrf_token("", "ms-one"));
  EXPECT_FALSE(is_csrf_token(csrf_token(""), ""));
  EXPECT_TRUE(needs_csrf_token("POST"));
  EXPECT_TRUE(needs_csrf_token("DELETE"));
  EXPECT_FALSE(needs_csrf_token("GET"));
}

TEST(BrowserSession, OnlyOurOwnPagesMayOpenSockets) {
  EXPECT_TRUE(is_own_origin("http://127.0.0.1:7070", "127.0.0.1:7070"));
  EXPECT_TRUE(is_own_origin("https://Millrace.example", "millrace.example"));
  EXPECT_TRUE(is_own_origin("http://[::1]:7070", "[::1]:7070"));
  EXPECT_FALSE(is_own_origin("http://127.0.0.1:8888", "127.0.0.1:7070"));  // a neighbour's port
  EXPECT_FALSE(is_own_origin("https://evil.example", "millrace.example"));
  EXPECT_FALSE(is_own_origin("https://millrace.example.evil.example", "millrace.example"));
  EXPECT_FALSE(is_own_origin("null", "millrace.example"));
  EXPECT_FALSE(is_own_origin("", "millrace.example"));
  EXPECT_FALSE(is_own_origin("https://", ""));
}

}  // namespace
}  // namespace millrace::auth
