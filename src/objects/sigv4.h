// AWS Signature Version 4 for S3, as the public specification has it. Pure.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace millrace::objects {

struct SigningKeys {
  std::string access_key{};
  std::string secret_key{};
  std::string region{};
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct SignedRequest {
  std::string method{};
  std::string path{};          // encoded, as it is sent
  Pairs query{};               // plain
  Pairs headers{};             // names in lower case; host, x-amz-date and x-amz-content-sha256 too
  std::string payload_hash{};  // hexadecimal SHA-256 of the body
};

std::string amz_date(base::Time at);  // 20130524T000000Z
// Every byte but unreserved ones and '/' as %XX.
std::string encode_path(std::string_view key);
// Encoded and in the order in which it is signed: also what is sent.
std::string canonical_query(Pairs query);
// The value of the header Authorization.
std::string authorization(const SignedRequest& request, const SigningKeys& keys, base::Time at);

}  // namespace millrace::objects
