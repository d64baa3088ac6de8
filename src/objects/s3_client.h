// One request to an S3 server: signed, sent, tried again while that may help, its refusal turned
// into words. Blocking; thread-safe.
#pragma once
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/rng.h"
#include "net/client.h"
#include "objects/sigv4.h"

namespace millrace::objects {

enum class Addressing { kPath, kVirtualHost };

struct S3Options {
  std::string endpoint{};  // http(s)://host[:port]
  std::string bucket{};
  Addressing addressing = Addressing::kPath;
  std::string ca_pem{};  // trusted instead of the system's; empty: the system's
  SigningKeys keys{};
  std::string prefix{};  // "" or "part/of/it/"
  std::size_t part_bytes = 8 << 20;
  int attempts = 6;
  base::Duration first_wait{200}, longest_wait{10'000};
  base::Duration stall{30'000};  // without a byte for so long a call has failed
};

struct S3Call {
  std::string act{};  // for words: "list the bucket"
  std::string method = "GET";
  std::string key{};  // with the prefix; empty: the bucket
  Pairs query{};
  Pairs headers{};  // names in lower case
  std::string body{};
  // Given: a 2xx body goes here. Nothing is tried again once some of it has.
  std::function<net::ClientRequest::Next(std::string_view)> on_body{};
};

class S3Client {
 public:
  S3Client(S3Options options, Clock& clock, Rng& rng);

  // 2xx, 304 and 412, or an error in words.
  Result<net::ClientResponse> send(const S3Call& call);
  const S3Options& options() const { return options_; }
  // Before the n-th try again (from 1): doubling, capped, and a random part of it.
  void wait_before(int again);

 private:
  Result<net::ClientResponse> once(const S3Call& call, bool& may_retry);
  Error refusal(const S3Call& call, const net::ClientResponse& response) const;
  std::string skew(const net::ClientResponse& response) const;

  const S3Options options_;
  Clock& clock_;
  Rng& rng_;
  std::string host_, base_;  // of every request: Host, and the URL up to the key
  net::Client client_{};
};

// Fri, 24 May 2013 00:00:00 GMT; 0 for what is no such time.
std::int64_t parse_http_time(const std::string& text);

}  // namespace millrace::objects
