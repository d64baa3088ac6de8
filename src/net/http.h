// HTTP messages as handlers see them. Values; no locking.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::net {

// Order kept, names compared without case.
class Headers {
 public:
  void add(std::string name, std::string value);
  void set(std::string name, std::string value);         // replaces all of that name
  const std::string* find(std::string_view name) const;  // first of that name
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  std::size_t size() const { return items_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
  std::string method;
  std::string path;                                         // as sent, still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;   // decoded
  std::vector<std::pair<std::string, std::string>> params;  // of the route's pattern, decoded
  Headers headers;
  std::string body;          // complete, unless the route takes a BodySink
  std::string peer_address;  // "127.0.0.1"
  std::string request_id;    // from x-request-id where sane, else new; sent back
  std::string_view route;    // the pattern that matched; lives as long as the server
  const std::string* query_value(std::string_view name) const;
  const std::string& param(std::string_view name) const;  // CHECKs that the pattern has it
};

// What a stream gives when it is asked for more.
struct Pulled {
  enum class Kind { kData, kWait, kEnd } kind = Kind::kWait;
  std::string bytes{};
};

// A response body made while it is sent: log followers, watches, tokens. The connection *pulls*:
// a slow client makes fewer pulls and so holds neither memory nor a worker.
// start(), pull() and the destructor run on a worker, never two at once; they must not block. After
// kWait nothing is pulled until the waker given to start() is called (from any thread, any number
// of times, also after the end). The waker may be called under the caller's locks.
class StreamSource {
 public:
  using Waker = std::function<void()>;
  virtual ~StreamSource() = default;
  virtual void start(Waker waker) = 0;
  virtual Pulled pull(std::size_t max_bytes) = 0;
  // The server drains: an endless stream should end at its next pull, which follows at once. Runs
  // on a worker, between pulls.
  virtual void end_soon() {}
};

struct FileBody {  // sent with sendfile/read in pieces; ranges and conditional requests are served
  std::string path;
  std::shared_ptr<io::Fd> file{};  // open already: `path` is not looked at
};

struct Response {
  int status = 200;
  Headers headers{};
  std::variant<std::string, FileBody, std::shared_ptr<StreamSource>> body{};

  static Response text(int status, std::string body,
                       std::string content_type = "text/plain; charset=utf-8");
  static Response json(int status, std::string body);
};

// RFC 9457 problem+json for an Error; the only place where errors become HTTP.
// Details of kCorrupt and kInternal are logged with the request id and not shown.
Response problem(const Error& error, std::string_view request_id);
// The same under another status (412, 413, 428 …).
Response problem_as(int status, const Error& error, std::string_view request_id);
std::string_view reason_phrase(int status);

// Takes a request body piece by piece (uploads to disk): pieces of ≤ 1 MiB arrive on a worker, one
// at a time; reading from the socket stops meanwhile. Destroyed without finish() when the client
// goes away.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual Result<void> write(std::string_view piece) = 0;
  virtual Result<Response> finish() = 0;
};

// One direction each; on_message runs on a worker, one at a time. See websocket.h for sending.
struct WebSocketMessage {
  enum class Kind { kText, kBinary } kind = Kind::kText;
  std::string data;
};
class WebSocketPeer {  // the connection, given to the session; thread-safe
 public:
  virtual ~WebSocketPeer() = default;
  // false when the peer is gone or its bounded queue is full (then try again from on_writable).
  virtual bool send(WebSocketMessage message) = 0;
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
};
class WebSocketSession {
 public:
  virtual ~WebSocketSession() = default;
  virtual void on_open(std::shared_ptr<WebSocketPeer> peer) = 0;
  virtual void on_message(WebSocketMessage message) = 0;
  virtual void on_writable() {}
  virtual void on_close() = 0;
};

using Handler = std::function<Result<Response>(const Request&)>;
using SinkHandler =
    std::function<Result<std::unique_ptr<BodySink>>(const Request&)>;  // after the head
using WebSocketHandler = std::function<Result<std::unique_ptr<WebSocketSession>>(const Request&)>;

}  // namespace millrace::net
