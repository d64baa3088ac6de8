#include "objects/sigv4.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encode.h"
#include "base/strings.h"
#include "crypto/hash.h"

namespace millrace::objects {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

}  // namespace

std::string amz_date(base::Time at) {
  std::string out;
  for (const char c : base::format_rfc3339(at).substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

std::string encode_path(std::string_view key) {
  std::string out;
  for (const auto part : base::split(key, '/')) {
    if (!out.empty() || part.data() != key.data()) out += '/';
    out += base::percent_encode(part);
  }
  return out;
}

std::string canonical_query(Pairs query) {
  for (auto& [name, value] : query) {
    name = base::percent_encode(name);
    value = base::percent_encode(value);
  }
  std::ranges::sort(query);
  std::string out;
  for (const auto& [name, value] : query)
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

std::string authorization(const SignedRequest& request, const SigningKeys& keys, base::Time at) {
  Pairs headers = request.headers;
  std::ranges::sort(headers);
  std::string lines, names;
  for (const auto& [name, value] : headers) {
    lines += fmt::format("{}:{}\n", name, base::trim(value));
    names += fmt::format("{}{}", names.empty() ? "" : ";", name);
  }
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path,
                  canonical_query(request.query), lines, names, request.payload_hash);
  const std::string when = amz_date(at), day = when.substr(0, 8);
  const std::string scope = fmt::format("{}/{}/s3/aws4_request", day, keys.region);
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}", kAlgorithm, when, scope, crypto::sha256_hex(canonical));
  std::string key = "AWS4" + keys.secret_key;
  for (const std::string_view part : {std::string_view(day), std::string_view(keys.region),
                                      std::string_view("s3"), std::string_view("aws4_request")})
    key = crypto::hmac_sha256(key, part);
  return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                     keys.access_key, scope, names, base::to_hex(crypto::hmac_sha256(key, text)));
}

}  // namespace millrace::objects
