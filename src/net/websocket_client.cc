#include "net/websocket_client.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>

#include "base/encode.h"
#include "base/mutex.h"
#include "base/strings.h"
#include "net/curl_handle.h"
#include "net/sigpipe_block.h"
#include "net/websocket_frame.h"

namespace millrace::net {

struct WebSocketClient::State {
  State(const WebSocketTarget& target, base::Rng& r)
      : rng(r), reader(WebSocketRole::kClient, target.max_message_bytes) {}
  base::Rng& rng;
  CurlHandle handle;
  curl_socket_t socket = CURL_SOCKET_BAD;
  WebSocketReader reader;
  std::string input;
  base::Mutex mutex;          // a libcurl handle is used by one thread at a time
  base::Mutex sending_mutex;  // frames must not be sent into each other

  std::uint32_t mask() { return static_cast<std::uint32_t>(rng.next()); }
  Result<void> wait(short events, int timeout_ms) const;
  Result<void> send_all(std::string_view bytes);
  Result<void> read_more(int timeout_ms);
};

namespace {

// "ws://host/path" → where libcurl connects, and what the request names.
struct Place {
  std::string http_url;
  std::string host;
  std::string path;
};

Result<Place> parse_url(const std::string& url) {
  for (const auto& [scheme, http] :
       {std::pair{"ws://", "http://"}, std::pair{"wss://", "https://"},
        std::pair{"http://", "http://"}, std::pair{"https://", "https://"}}) {
    if (!url.starts_with(scheme)) continue;
    const std::string rest = url.substr(std::string_view(scheme).size());
    const std::size_t slash = rest.find('/');
    Place place{http + rest, rest.substr(0, slash),
                slash == std::string::npos ? "/" : rest.substr(slash)};
    const bool clean = url.find_first_of(std::string_view(" \r\n\0", 4)) == std::string::npos;
    if (!place.host.empty() && clean) return place;
  }
  return fail(ErrorCode::kInvalid,
              "\"" + url + "\" is no web socket address: write ws://HOST:PORT/PATH or wss://…");
}

Result<std::string> opening(const Place& place, const Headers& headers, const std::string& key) {
  std::string text = "GET " + place.path + " HTTP/1.1\r\nHost: " + place.host +
                     "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                     "\r\nSec-WebSocket-Key: " +
                     key + "\r\n";
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return fail(ErrorCode::kInvalid, "the header " + name + " holds a line break");
    text += name + ": " + value + "\r\n";
  }
  return text + "\r\n";
}

Error refused(int status, std::string_view answer) {
  constexpr std::pair<int, ErrorCode> kCodes[] = {
      {400, ErrorCode::kInvalid},    {401, ErrorCode::kUnauthenticated},
      {403, ErrorCode::kForbidden},  {404, ErrorCode::kNotFound},
      {409, ErrorCode::kConflict},   {429, ErrorCode::kExhausted},
      {503, ErrorCode::kUnavailable}};
  ErrorCode code = ErrorCode::kInternal;
  for (const auto& [known, meaning] : kCodes)
    if (known == status) code = meaning;
  const std::size_t body = answer.find("\r\n\r\n");
  return fail(code, "the server refused the web socket with status " + std::to_string(status) +
                        ": " + std::string(body == answer.npos ? answer : answer.substr(body + 4)));
}

// The answer to the opening, up to its blank line (or its end, for a refusal).
Result<void> check_answer(const std::string& answer, const std::string& key) {
  const int status = static_cast<int>(
      base::parse_int(std::string_view(answer).substr(std::min<std::size_t>(9, answer.size()), 3))
          .value_or(0));
  if (status != 101) return refused(status, answer);
  const std::string want = websocket_accept(key).value_or("");
  for (const auto line :
       base::split(std::string_view(answer).substr(0, answer.find("\r\n\r\n")), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos || !base::iequals(line.substr(0, colon), "sec-websocket-accept"))
      continue;
    if (base::trim(line.substr(colon + 1)) == want) return {};
  }
  return fail(ErrorCode::kCorrupt,
              "the server's answer to the web socket opening does not fit our key");
}

int milliseconds(base::Duration d) {
  return static_cast<int>(std::clamp<std::int64_t>(d.count(), 0, 1'000'000'000));
}

}  // namespace

Result<void> WebSocketClient::State::wait(short events, int timeout_ms) const {
  pollfd p{socket, events, 0};
  const int n = poll(&p, 1, timeout_ms);
  if (n > 0) return {};
  return fail(ErrorCode::kTimeout, "nothing came over the web socket in time");
}

Result<void> WebSocketClient::State::send_all(std::string_view bytes) {
  constexpr int kPatience = 30'000;
  base::MutexLock sending(sending_mutex);
  const SigpipeBlock block;
  while (!bytes.empty()) {
    std::size_t sent = 0;
    CURLcode code = CURLE_OK;
    {
      base::MutexLock lock(mutex);
      code = curl_easy_send(handle.get(), bytes.data(), bytes.size(), &sent);
    }
    bytes.remove_prefix(sent);
    if (code == CURLE_AGAIN)
      TRY(wait(POLLOUT, kPatience));
    else if (code != CURLE_OK)
      return curl_error(code, nullptr, "web socket");
  }
  return {};
}

// Appends something to input, or fails with kTimeout or kUnavailable.
Result<void> WebSocketClient::State::read_more(int timeout_ms) {
  std::array<char, 16384> buffer;
  while (true) {
    std::size_t got = 0;
    CURLcode code = CURLE_OK;
    {
      base::MutexLock lock(mutex);
      code = curl_easy_recv(handle.get(), buffer.data(), buffer.size(), &got);
    }
    if (code == CURLE_OK && got > 0) {
      input.append(buffer.data(), got);
      return {};
    }
    if (code == CURLE_OK)
      return fail(ErrorCode::kUnavailable, "the server closed the web socket's connection");
    if (code != CURLE_AGAIN) return curl_error(code, nullptr, "web socket");
    TRY(wait(POLLIN, timeout_ms));
  }
}

WebSocketClient::WebSocketClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
WebSocketClient::~WebSocketClient() = default;
int WebSocketClient::fd() const {
  return state_->socket;
}

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(const WebSocketTarget& target,
                                                                  base::Rng& rng) {
  constexpr std::size_t kMostAnswer = 64 << 10;
  TRY_ASSIGN(const Place place, parse_url(target.url));
  auto state = std::make_unique<State>(target, rng);
  state->handle = make_curl();
  CURL* h = state->handle.get();
  if (h == nullptr) return fail(ErrorCode::kExhausted, "no memory for a web socket");
  char details[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(h, CURLOPT_URL, place.http_url.c_str());
  curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);  // libcurl's part: TCP, TLS, UNIX sockets
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(target.timeout.count()));
  if (target.unix_socket)
    curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, target.unix_socket->c_str());
  if (target.ca_file) curl_easy_setopt(h, CURLOPT_CAINFO, target.ca_file->c_str());
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, static_cast<char*>(details));
  const SigpipeBlock block;
  const CURLcode code = curl_easy_perform(h);
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  if (code != CURLE_OK) return curl_error(code, details, target.url);
  curl_easy_getinfo(h, CURLINFO_ACTIVESOCKET, &state->socket);

  std::array<std::uint8_t, 16> nonce;
  rng.fill(nonce);
  const std::string key =
      base::to_base64({reinterpret_cast<const char*>(nonce.data()), nonce.size()});
  TRY_ASSIGN(const std::string request, opening(place, target.headers, key));
  TRY(state->send_all(request));
  std::size_t end = std::string::npos;
  while ((end = state->input.find("\r\n\r\n")) == std::string::npos) {
    if (state->input.size() > kMostAnswer)
      return fail(ErrorCode::kCorrupt, "the server's answer to the web socket opening is too long");
    TRY(state->read_more(milliseconds(target.timeout)));
  }
  TRY(check_answer(state->input, key));
  state->input.erase(0, end + 4);
  return std::unique_ptr<WebSocketClient>(new WebSocketClient(std::move(state)));
}

Result<void> WebSocketClient::send(const WebSocketMessage& message) {
  return state_->send_all(websocket_frame(message, state_->mask()));
}

Result<void> WebSocketClient::close(std::uint16_t code, std::string_view reason) {
  return state_->send_all(
      websocket_control(WebSocketControl::kClose, close_payload(code, reason), state_->mask()));
}

Result<WebSocketClient::Received> WebSocketClient::receive(base::Duration timeout) {
  while (true) {
    auto event = state_->reader.next(state_->input);
    if (!event) {
      if (const auto& failure = state_->reader.failure())
        return fail(ErrorCode::kCorrupt,
                    "the server broke the web socket protocol: " + failure->words);
      TRY(state_->read_more(milliseconds(timeout)));
      continue;
    }
    Received received;
    switch (event->kind) {
      case WebSocketEvent::Kind::kMessage:
        received.message = std::move(event->message);
        return received;
      case WebSocketEvent::Kind::kPing:
        TRY(state_->send_all(
            websocket_control(WebSocketControl::kPong, event->payload, state_->mask())));
        break;
      case WebSocketEvent::Kind::kPong:
        break;
      case WebSocketEvent::Kind::kClose:
        received.kind = Received::Kind::kClosed;
        received.close_code = event->code;
        received.close_reason = event->payload;
        return received;
    }
  }
}

}  // namespace millrace::net
