#include "api/credentials.h"

#include <gtest/gtest.h>

namespace millrace::api {
namespace {

constexpr auto kPlain = auth::Transport::kPlain;

net::Request by_cookie(std::string method) {
  net::Request request;
  request.method = std::move(method);
  request.headers.set("Cookie", "millrace_session=ms-x");
  request.headers.set("Host", "mill:8080");
  return request;
}

TEST(Credentials, ACookieChangesThingsWithItsProofOnly) {
  net::Request request = by_cookie("POST");
  EXPECT_EQ(token_of(request, kPlain, Asked::kResponse).error().code, ErrorCode::kForbidden);
  request.headers.set("X-CSRF-Token", auth::csrf_token("ms-x"));
  EXPECT_EQ(*token_of(request, kPlain, Asked::kResponse), "ms-x");
  EXPECT_TRUE(token_of(by_cookie("GET"), kPlain, Asked::kResponse));
}

TEST(Credentials, WebSocketsByCookieComeFromOurOwnPages) {
  net::Request request = by_cookie("GET");
  EXPECT_EQ(token_of(request, kPlain, Asked::kSocket).error().code, ErrorCode::kForbidden);
  request.headers.set("Origin", "http://mill:9090");
  EXPECT_EQ(token_of(request, kPlain, Asked::kSocket).error().code, ErrorCode::kForbidden);
  request.headers.set("Origin", "http://mill:8080");
  EXPECT_EQ(*token_of(request, kPlain, Asked::kSocket), "ms-x");
}

TEST(Credentials, WhoSendsATokenNeedsNoOrigin) {
  net::Request request;
  request.method = "GET";
  request.headers.set("Authorization", "Bearer mt-y");
  EXPECT_EQ(*token_of(request, kPlain, Asked::kSocket), "mt-y");
  request.headers.set("Authorization", "Basic eA==");
  EXPECT_EQ(token_of(request, kPlain, Asked::kSocket).error().code, ErrorCode::kUnauthenticated);
}

}  // namespace
}  // namespace millrace::api
