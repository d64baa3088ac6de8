// Requests: their heads and bodies, up to the handler.
#include <fmt/core.h>

#include <algorithm>

#include "net/connection.h"

namespace millrace::net {
namespace {

constexpr std::size_t kSinkPiece = 512 << 10;
constexpr std::size_t kIdleInput = 4 << 10;  // an idle connection keeps no more room than this

bool is_sane_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
}

Error too_large(std::size_t limit) {
  return fail(ErrorCode::kInvalid,
              fmt::format("the request's body is larger than the {} bytes taken here", limit));
}

}  // namespace

bool Connection::step_head() {
  if (draining_ && input_.empty()) {
    keep_alive_ = false;
    enter(Phase::kFlushing);
    return true;
  }
  while (input_.starts_with("\r\n")) input_.erase(0, 2);  // RFC 9112 §2.2: blank lines before it
  if (input_.empty()) {
    head_since_ = base::Duration(-1);
    if (input_.capacity() > kIdleInput) input_ = {};
    return read_some();
  }
  if (head_since_ < base::Duration(0)) head_since_ = reactor_.now();
  switch (parser_.feed(input_)) {
    case HeadParser::State::kMore:
      return read_some();
    case HeadParser::State::kDone:
      on_head();
      return true;
    case HeadParser::State::kRefused:
      is_head_ = false;
      minor_version_ = 1;
      request_ = std::make_shared<Request>();
      request_->request_id = choose_request_id();
      refuse(parser_.refusal().status, fail(ErrorCode::kInvalid, parser_.refusal().words));
      return true;
  }
  return false;
}

std::string Connection::choose_request_id() {
  const std::uint64_t number = service_.requests.fetch_add(1, std::memory_order_relaxed);
  const std::string* given = request_->headers.find("x-request-id");
  if (given != nullptr && is_sane_id(*given)) return *given;
  return fmt::format("{}-{:x}", service_.id_prefix, number);
}

void Connection::on_head() {
  RequestHead& head = parser_.head();
  input_.erase(0, parser_.size());
  head_since_ = base::Duration(-1);
  keep_alive_ = head.keep_alive;
  minor_version_ = head.minor_version;
  is_head_ = head.method == "HEAD";
  expects_continue_ = head.expects_continue;
  body_bytes_ = 0;
  body_since_ = reactor_.now();
  body_unread_ = head.body != RequestHead::Body::kNone;
  decoder_.start(head);

  request_ = std::make_shared<Request>();
  request_->headers = std::move(head.headers);
  request_->request_id = choose_request_id();
  request_->method = std::move(head.method);
  request_->peer_address = peer_;
  auto target = parse_target(head.target);
  const bool wants_websocket = head.wants_websocket;
  const std::uint64_t length = head.content_length;
  parser_.reset();
  if (!target) return refuse(400, target.error());
  request_->path = std::move(target->path);
  request_->query = std::move(target->query);

  auto match = service_.router.match(request_->method, request_->path);
  switch (match.kind) {
    case Router::Match::Kind::kFound:
      break;
    case Router::Match::Kind::kBadEscape:
      return refuse(400, fail(ErrorCode::kInvalid, "the path has a broken percent escape"));
    case Router::Match::Kind::kNoPath:
      return refuse(404, fail(ErrorCode::kNotFound, "there is nothing at " + request_->path));
    case Router::Match::Kind::kNoMethod: {
      Outgoing answer = prepare(
          *request_,
          problem_as(405,
                     fail(ErrorCode::kInvalid,
                          request_->method + " is not possible here; possible: " + match.allow),
                     request_->request_id));
      answer.headers.set("Allow", match.allow);
      return send(std::move(answer));
    }
  }
  route_ = &service_.routes[match.route];
  request_->params = std::move(match.params);
  request_->route = route_->pattern;
  body_limit_ = route_->options.max_body_bytes != 0 ? route_->options.max_body_bytes
                                                    : service_.options.max_body_bytes;
  if (length > body_limit_) return refuse(413, too_large(body_limit_));
  if (std::holds_alternative<WebSocketHandler>(route_->handler)) {
    if (!wants_websocket)
      return refuse(
          426, fail(ErrorCode::kInvalid, "this address speaks WebSocket: send an upgrade request"));
    return dispatch_open_websocket();
  }
  if (std::holds_alternative<SinkHandler>(route_->handler)) return dispatch_open_sink();
  begin_body();
}

void Connection::begin_body() {
  if (expects_continue_ && input_.empty()) queue("HTTP/1.1 100 Continue\r\n\r\n");
  expects_continue_ = false;
  enter(Phase::kBody);
}

// It stands still, or drips to hold the connection.
bool Connection::body_is_late() const {
  const base::Duration timeout = service_.options.body_timeout;
  if (reactor_.now() - since_ >= timeout) return true;
  const std::int64_t beyond = (reactor_.now() - body_since_ - timeout).count();
  return beyond > 0 &&
         body_bytes_ < service_.options.min_body_rate * static_cast<std::uint64_t>(beyond) / 1000;
}

bool Connection::step_body() {
  std::string& into = sink_ ? sink_piece_ : request_->body;
  const std::size_t before = into.size();
  const std::size_t room = sink_ ? kSinkPiece - before : std::string::npos;
  std::size_t consumed = 0;
  const auto state = decoder_.decode(input_, room, into, consumed);
  input_.erase(0, consumed);
  if (consumed > 0) since_ = reactor_.now();
  body_bytes_ += into.size() - before;
  if (state == BodyDecoder::State::kRefused) {
    refuse(400, fail(ErrorCode::kInvalid, decoder_.refusal().words));
    return true;
  }
  if (body_bytes_ > body_limit_) {
    refuse(413, too_large(body_limit_));
    return true;
  }
  body_unread_ = state != BodyDecoder::State::kDone;
  if (sink_) {
    if (!body_unread_ || sink_piece_.size() >= kSinkPiece) {
      write_to_sink(std::exchange(sink_piece_, {}));
      return true;
    }
  } else if (!body_unread_) {
    dispatch();
    return true;
  }
  return consumed > 0 || read_some();
}

void Connection::dispatch() {
  enter(Phase::kHandling);
  if (route_->options.run == RouteOptions::Run::kReactor)
    return send(service_.answer(*route_, *request_));
  const bool taken = service_.workers.try_submit([self = shared_from_this()] {
    auto outgoing =
        std::make_shared<Outgoing>(self->service_.answer(*self->route_, *self->request_));
    self->post([self, outgoing] {
      if (self->phase_ != Phase::kHandling) return;
      self->send(std::move(*outgoing));
      self->pump();
    });
  });
  if (!taken)
    refuse(503, fail(ErrorCode::kUnavailable, "the server has too much to do; try again"));
}

void Connection::dispatch_open_sink() {
  enter(Phase::kHandling);
  const bool taken = service_.workers.try_submit([self = shared_from_this()] {
    auto opened = std::make_shared<Service::OpenedSink>(
        self->service_.open_sink(*self->route_, *self->request_));
    self->post([self, opened] {
      if (self->phase_ != Phase::kHandling) return;
      if (opened->sink) {
        self->sink_ = std::move(opened->sink);
        self->begin_body();
      } else {
        self->send(std::move(opened->refusal));
      }
      self->pump();
    });
  });
  if (!taken)
    refuse(503, fail(ErrorCode::kUnavailable, "the server has too much to do; try again"));
}

void Connection::write_to_sink(std::string piece) {
  if (piece.empty() && !body_unread_) return finish_sink();
  enter(Phase::kSinking);
  service_.workers.submit([self = shared_from_this(), sink = sink_, piece = std::move(piece)] {
    auto result = std::make_shared<Result<void>>(guard([&] { return sink->write(piece); }));
    self->post([self, result] {
      if (self->phase_ != Phase::kSinking) return;
      self->on_sink_written(std::move(*result));
      self->pump();
    });
  });
}

void Connection::on_sink_written(Result<void> result) {
  if (!result) return send(prepare(*request_, problem(result.error(), request_->request_id)));
  if (!body_unread_) return finish_sink();
  enter(Phase::kBody);
}

void Connection::finish_sink() {
  enter(Phase::kSinking);
  service_.workers.submit(
      [self = shared_from_this(), sink = std::exchange(sink_, nullptr)]() mutable {
        auto result = guard([&] { return sink->finish(); });
        sink.reset();
        const Request& request = *self->request_;
        auto outgoing = std::make_shared<Outgoing>(prepare(
            request, result ? std::move(*result) : problem(result.error(), request.request_id)));
        self->post([self, outgoing] {
          if (self->phase_ != Phase::kSinking) return;
          self->send(std::move(*outgoing));
          self->pump();
        });
      });
}

void Connection::drop_sink() {
  sink_piece_ = {};
  if (sink_) service_.workers.submit([sink = std::exchange(sink_, nullptr)] {});
}

void Connection::refuse(int status, const Error& error) {
  if (!request_) {  // its head is not whole
    request_ = std::make_shared<Request>();
    is_head_ = false;
    minor_version_ = 1;
  }
  // After these the bytes that follow cannot be told apart, or will not be read.
  if (status == 400 || status == 408 || status == 413 || status == 414 || status == 417 ||
      status == 431 || status == 501 || status == 505) {
    keep_alive_ = false;
    body_unread_ = true;
  }
  send(prepare(*request_, problem_as(status, error, request_->request_id)));
}

}  // namespace millrace::net
