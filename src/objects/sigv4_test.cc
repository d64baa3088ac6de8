// The examples that AWS publishes with the specification.
#include "objects/sigv4.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace millrace::objects {
namespace {

const SigningKeys kKeys{.access_key = "AKIAIOSFODNN7EXAMPLE",
                        .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                        .region = "us-east-1"};

std::string signature(SignedRequest request, std::string body = "") {
  const auto at = *base::parse_rfc3339("2013-05-24T00:00:00Z");
  request.payload_hash = crypto::sha256_hex(body);
  request.headers.emplace_back("host", "examplebucket.s3.amazonaws.com");
  request.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
  request.headers.emplace_back("x-amz-date", amz_date(at));
  const std::string value = authorization(request, kKeys, at);
  return value.substr(value.rfind('=') + 1);
}

TEST(SigV4, PublishedExamples) {
  EXPECT_EQ(signature({.method = "GET", .path = "/test.txt", .headers = {{"range", "bytes=0-9"}}}),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  EXPECT_EQ(signature({.method = "PUT",
                       .path = "/" + encode_path("test$file.text"),
                       .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
                                   {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}},
                      "Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  EXPECT_EQ(signature({.method = "GET", .path = "/", .query = {{"lifecycle", ""}}}),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(
      signature({.method = "GET", .path = "/", .query = {{"prefix", "J"}, {"max-keys", "2"}}}),
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SigV4, PathsAndQueriesAreEncodedOnce) {
  EXPECT_EQ(encode_path("a b/c+d/数%41"), "a%20b/c%2Bd/%E6%95%B0%2541");
  EXPECT_EQ(encode_path("/x"), "/x");
  EXPECT_EQ(canonical_query({{"b", "=&"}, {"a", "x y"}, {"a", ""}}), "a=&a=x%20y&b=%3D%26");
}

}  // namespace
}  // namespace millrace::objects
