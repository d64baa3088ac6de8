#include "net/router.h"

#include <gtest/gtest.h>

namespace millrace::net {
namespace {

using Kind = Router::Match::Kind;

Router sample() {
  Router router;
  router.add("GET", "/", 0);
  router.add("GET", "/jobs", 1);
  router.add("POST", "/jobs", 2);
  router.add("GET", "/jobs/{id}", 3);
  router.add("POST", "/jobs/{id}:start", 4);
  router.add("POST", "/jobs/special", 5);
  router.add("GET", "/jobs/{id}/logs/{n}", 6);
  router.add("GET", "/files/{path*}", 7);
  router.add("GET", "/files/{name}:stat", 8);
  router.add("POST", "/uploads:batch", 9);
  return router;
}

TEST(Router, PrefersLiteralThenVerbThenParameterThenRest) {
  const Router router = sample();
  EXPECT_EQ(router.match("GET", "/").route, 0u);
  EXPECT_EQ(router.match("POST", "/jobs/special").route, 5u);
  EXPECT_EQ(router.match("POST", "/jobs/7:start").route, 4u);
  EXPECT_EQ(router.match("GET", "/files/a:stat").route, 8u);
  EXPECT_EQ(router.match("GET", "/files/a:other").route, 7u);
  EXPECT_EQ(router.match("POST", "/uploads:batch").route, 9u);
}

TEST(Router, FallsBackToALaterCandidateThatHasTheMethod) {
  const auto match = sample().match("GET", "/jobs/special");
  EXPECT_EQ(match.kind, Kind::kFound);
  EXPECT_EQ(match.route, 3u);
  EXPECT_EQ(match.params[0].second, "special");
}

TEST(Router, DecodesParameters) {
  const auto match = sample().match("GET", "/jobs/a%2Fb%20c/logs/3");
  ASSERT_EQ(match.kind, Kind::kFound);
  EXPECT_EQ(match.params[0], (std::pair<std::string, std::string>{"id", "a/b c"}));
  EXPECT_EQ(match.params[1], (std::pair<std::string, std::string>{"n", "3"}));
  EXPECT_EQ(sample().match("GET", "/jobs/%zz").kind, Kind::kBadEscape);
}

TEST(Router, GivesTheRestWithItsSlashes) {
  const auto match = sample().match("GET", "/files/a/b/c.txt");
  ASSERT_EQ(match.route, 7u);
  EXPECT_EQ(match.params[0].second, "a/b/c.txt");
}

TEST(Router, NamesTheMethodsThatArePossible) {
  const auto match = sample().match("DELETE", "/jobs");
  EXPECT_EQ(match.kind, Kind::kNoMethod);
  EXPECT_EQ(match.allow, "GET, HEAD, POST");
  EXPECT_EQ(sample().match("GET", "/nothing").kind, Kind::kNoPath);
  EXPECT_EQ(sample().match("GET", "/jobs/").kind, Kind::kNoPath);
  EXPECT_EQ(sample().match("HEAD", "/jobs").route, 1u);
}

}  // namespace
}  // namespace millrace::net
