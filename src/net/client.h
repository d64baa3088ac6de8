// HTTP client over libcurl: the command line, webhooks, tests. Blocking; one call, one thread.
// Asynchronous upstream calls of the gateway come with the gateway.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/http.h"

namespace millrace::net {

struct ClientRequest {
  std::string method = "GET";
  std::string url;  // http, https; redirects are not followed, the path is sent as it stands
  Headers headers{};
  std::string body{};
  std::optional<std::string> body_file{};  // streamed from disk instead of `body`
  std::uint64_t body_file_offset = 0;
  base::Duration connect_timeout{5'000};
  base::Duration timeout{0};  // whole call; 0: none (streams)
  // Given: the body of a 2xx response goes here piece by piece; return kStop to end the call, which
  // is no error. Bodies of other statuses are always gathered in the response.
  enum class Next { kContinue, kStop };
  std::function<Next(std::string_view)> on_body{};
  std::function<void(std::uint64_t sent, std::uint64_t total)> on_upload{};
  // Asked about once a second, also while nothing moves; kStop ends the call with kCancelled.
  std::function<Next()> on_wait{};
  base::Duration stall_timeout{0};           // without a byte for so long: kTimeout; 0: none
  std::optional<std::string> unix_socket{};  // path; the URL's host is then only a name
  std::optional<std::string> ca_file{};      // PEM; trusted instead of the system's
  std::string ca_pem{};                      // the same as text; empty: none
  std::size_t max_response_bytes = std::size_t{64} << 20;  // of a gathered body; more: kExhausted
  // kPublicOnly: for places that users name. The address is checked when it is connected to,
  // whatever the name resolved to; no proxy is used. Refused: kForbidden.
  enum class Peers { kAny, kPublicOnly } peers = Peers::kAny;
};

struct ClientResponse {
  int status = 0;
  Headers headers{};
  std::string body{};
};

class Client {
 public:
  Client();
  ~Client();
  // kUnavailable when nobody answers, kTimeout, kInvalid for a bad URL; HTTP statuses are not
  // errors. Connections are kept and used again. Thread-safe: each call in progress has its own.
  Result<ClientResponse> send(const ClientRequest& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SMTP delivery of one message (alerts), STARTTLS where offered.
struct Mail {
  std::string server_url;  // smtp://host:25, smtps://…
  std::string user{}, password{};
  std::string from;
  std::vector<std::string> to;
  std::string subject;
  std::string text;
};
Result<void> send_mail(const Mail& mail, base::Time date, std::string_view message_id,
                       base::Duration timeout);

}  // namespace millrace::net
