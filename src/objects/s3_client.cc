#include "objects/s3_client.h"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>

#include "base/strings.h"
#include "crypto/hash.h"
#include "objects/xml.h"

namespace millrace::objects {
namespace {

using net::ClientResponse;

constexpr std::size_t kMostOfAnAnswer = 32 << 20;

bool expected(int status) {
  return status / 100 == 2 || status == 304 || status == 412;
}

// The server says that it was not the request's fault.
bool server_at_fault(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

struct Refused {
  std::string code, message, region;
};
Refused read_refusal(const ClientResponse& response) {
  const auto root = parse_xml(response.body);
  if (!root) return {};
  return {root->text_of("Code"), root->text_of("Message"), root->text_of("Region")};
}

// Words of the server's own, which may be long or odd.
std::string shown(const Refused& refused) {
  std::string out = refused.code.empty() ? "no reason given" : refused.code;
  if (!refused.message.empty()) out += ": " + refused.message;
  return base::to_valid_utf8(out.substr(0, 300));
}

Error unreachable(const std::string& endpoint, Error why) {
  if (why.code == ErrorCode::kExhausted || why.code == ErrorCode::kCancelled) return why;
  const std::size_t words = why.message.find(": ");
  const std::string reason =
      words == why.message.npos ? why.message : why.message.substr(words + 2);
  const bool distrusted = reason.find("certificate") != reason.npos;
  why.code = ErrorCode::kUnavailable;
  why.message = fmt::format("{} cannot be reached: {}{}", endpoint, reason,
                            distrusted ? "; give its certificate as ca_certificate" : "");
  return why;
}

}  // namespace

S3Client::S3Client(S3Options options, Clock& clock, Rng& rng)
    : options_(std::move(options)), clock_(clock), rng_(rng) {
  std::string endpoint = options_.endpoint;
  while (endpoint.ends_with('/')) endpoint.pop_back();
  const std::size_t host = endpoint.find("://") + 3;
  host_ = endpoint.substr(host);
  if (options_.addressing == Addressing::kVirtualHost) host_ = options_.bucket + "." + host_;
  base_ = endpoint.substr(0, host) + host_;
}

void S3Client::wait_before(int again) {
  const std::int64_t cap = options_.longest_wait.count();
  const std::int64_t most = std::min(cap, options_.first_wait.count() << std::min(again - 1, 20));
  const auto jitter = rng_.below(static_cast<std::uint64_t>(std::max<std::int64_t>(most / 2, 1)));
  clock_.sleep_for(base::Duration(most - static_cast<std::int64_t>(jitter)));
}

std::string S3Client::skew(const ClientResponse& response) const {
  const std::string* date = response.headers.find("date");
  const std::int64_t theirs = date != nullptr ? parse_http_time(*date) : 0;
  if (theirs == 0) return "";
  return fmt::format(" by {} s", (base::unix_ms(clock_.now()) - theirs) / 1'000);
}

Error S3Client::refusal(const S3Call& call, const ClientResponse& response) const {
  const Refused refused = read_refusal(response);
  const std::string& code = refused.code;
  const std::string where = options_.endpoint;
  if (code == "InvalidAccessKeyId")
    return fail(ErrorCode::kUnauthenticated, "the access key is not known at " + where);
  if (code == "SignatureDoesNotMatch")
    return fail(ErrorCode::kUnauthenticated, "the secret key does not belong to the access key");
  if (code == "RequestTimeTooSkewed")
    return fail(ErrorCode::kUnavailable,
                fmt::format("the clocks of this machine and of {} differ{}: set the time right",
                            where, skew(response)));
  if (code == "AuthorizationHeaderMalformed" && !refused.region.empty())
    return fail(ErrorCode::kInvalid, fmt::format("the region must be {}", refused.region));
  if (code == "PermanentRedirect" || response.status / 100 == 3)
    return fail(ErrorCode::kInvalid,
                fmt::format("bucket \"{}\" is not at {}: name its own endpoint and region",
                            options_.bucket, where));
  if (code == "NoSuchBucket" || (call.key.empty() && response.status == 404))
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no bucket \"{}\" at {}", options_.bucket, where));
  if (response.status == 404)
    return fail(ErrorCode::kNotFound, fmt::format("there is no object \"{}\"", call.key));
  if (response.status == 403 || response.status == 401)
    return fail(ErrorCode::kForbidden,
                fmt::format("the key has no right to {} in bucket \"{}\" ({})", call.act,
                            options_.bucket, shown(refused)));
  if (server_at_fault(response.status))
    return fail(ErrorCode::kUnavailable, fmt::format("{} is overloaded or broken ({}, {})", where,
                                                     response.status, shown(refused)));
  return fail(ErrorCode::kInvalid, fmt::format("{} refused to {} ({}, {})", where, call.act,
                                               response.status, shown(refused)));
}

Result<ClientResponse> S3Client::once(const S3Call& call, bool& may_retry) {
  SignedRequest to_sign{.method = call.method,
                        .path = "/",
                        .query = call.query,
                        .headers = call.headers,
                        .payload_hash = crypto::sha256_hex(call.body)};
  if (options_.addressing == Addressing::kPath) to_sign.path += options_.bucket;
  if (!call.key.empty()) {
    if (to_sign.path.size() > 1) to_sign.path += '/';
    to_sign.path += encode_path(call.key);
  }
  const base::Time now = clock_.now();
  to_sign.headers.emplace_back("host", host_);
  to_sign.headers.emplace_back("x-amz-content-sha256", to_sign.payload_hash);
  to_sign.headers.emplace_back("x-amz-date", amz_date(now));
  net::ClientRequest request{.method = call.method,
                             .url = base_ + to_sign.path,
                             .body = call.body,
                             .stall_timeout = options_.stall,
                             .ca_pem = options_.ca_pem,
                             .max_response_bytes = kMostOfAnAnswer};
  if (!call.query.empty()) request.url += "?" + canonical_query(call.query);
  for (const auto& [name, value] : to_sign.headers)
    if (name != "host") request.headers.add(name, value);
  request.headers.add("authorization", authorization(to_sign, options_.keys, now));
  bool begun = false;
  if (call.on_body)
    request.on_body = [&](std::string_view bytes) {
      begun = true;
      return call.on_body(bytes);
    };
  auto response = client_.send(request);
  may_retry = false;
  if (!response) {
    may_retry = !begun && response.error().code != ErrorCode::kExhausted;
    return unreachable(options_.endpoint, std::move(response).error());
  }
  if (expected(response->status)) return response;
  may_retry = server_at_fault(response->status) ||
              response->body.find("<Code>RequestTimeout</Code>") != std::string::npos;
  return refusal(call, *response);
}

Result<ClientResponse> S3Client::send(const S3Call& call) {
  for (int tried = 1;; ++tried) {
    bool may_retry = false;
    auto response = once(call, may_retry);
    if (response || !may_retry) return response;
    if (tried >= options_.attempts) {
      Error error = std::move(response).error();
      error.message += fmt::format("; tried {} times", tried);
      return error;
    }
    wait_before(tried);
  }
}

std::int64_t parse_http_time(const std::string& text) {
  struct tm parts {};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return end != nullptr && *end == '\0' ? std::int64_t{::timegm(&parts)} * 1'000 : 0;
}

}  // namespace millrace::objects
