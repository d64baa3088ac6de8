// Web sockets on a connection: the opening, frames in and out, the end.
#include "net/connection.h"
#include "net/websocket_frame.h"
#include "net/websocket_link.h"

namespace millrace::net {
namespace {
constexpr std::size_t kLowWater = 64 << 10;
constexpr std::size_t kMostMessage = 1 << 20;
}  // namespace

struct Connection::WebSocket {
  WebSocketReader reader{WebSocketRole::kServer, kMostMessage};
  std::shared_ptr<WebSocketOutbox> outbox;
  std::shared_ptr<SessionRunner> session;
  bool handling = false;  // a message is with the session; the next waits
  bool close_sent = false;
  bool close_received = false;
  bool pinged = false;  // nothing came since our ping
};

void Connection::dispatch_open_websocket() {
  const std::string* version = request_->headers.find("sec-websocket-version");
  const std::string* key = request_->headers.find("sec-websocket-key");
  auto accept = key != nullptr ? websocket_accept(*key) : std::nullopt;
  if (body_unread_ || minor_version_ != 1 || !accept)
    return refuse(
        400, fail(ErrorCode::kInvalid, "malformed request: not a WebSocket opening handshake"));
  if (version == nullptr || *version != "13") {
    Outgoing answer =
        prepare(*request_,
                problem_as(426, fail(ErrorCode::kInvalid, "the server speaks WebSocket version 13"),
                           request_->request_id));
    answer.headers.set("Sec-WebSocket-Version", "13");
    return send(std::move(answer));
  }
  enter(Phase::kHandling);
  const bool taken = service_.workers.try_submit([self = shared_from_this(), accept = *accept] {
    auto opened = std::make_shared<Service::OpenedWebSocket>(
        self->service_.open_websocket(*self->route_, *self->request_));
    self->post([self, opened, accept] {
      if (self->phase_ != Phase::kHandling) return;
      if (opened->session)
        self->begin_websocket(std::move(opened->session), accept);
      else
        self->send(std::move(opened->refusal));
      self->pump();
    });
  });
  if (!taken)
    refuse(503, fail(ErrorCode::kUnavailable, "the server has too much to do; try again"));
}

void Connection::begin_websocket(std::unique_ptr<WebSocketSession> session,
                                 const std::string& accept) {
  queue(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      accept + "\r\nX-Request-Id: " + request_->request_id + "\r\n\r\n");
  request_.reset();
  web_socket_ = std::make_shared<WebSocket>();
  web_socket_->outbox =
      std::make_shared<WebSocketOutbox>(reactor_.mailbox(), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->pump();
      });
  web_socket_->session = std::make_shared<SessionRunner>(service_.workers, std::move(session));
  web_socket_->session->run([peer = web_socket_->outbox](WebSocketSession& s) { s.on_open(peer); });
  enter(Phase::kWebSocket);
  if (draining_) web_socket_->outbox->close(1001, "the server is going away");
}

bool Connection::step_websocket() {
  WebSocket& ws = *web_socket_;
  if (output_.bytes() >= kLowWater) return false;
  if (!ws.close_sent) {
    auto taken = ws.outbox->take();
    ws.close_sent = taken.close_last;
    queue(std::move(taken.frames));
    if (taken.became_writable) ws.session->run([](WebSocketSession& s) { s.on_writable(); });
  }
  if (ws.close_received) {
    if (!ws.close_sent) return false;  // our answer is in the outbox, its notice under way
    keep_alive_ = false;
    body_unread_ = ws.reader.failure().has_value();  // it may be sending still
    end_websocket();
    enter(Phase::kFlushing);
    return true;
  }
  if (ws.handling) return false;
  auto event = ws.reader.next(input_);
  if (!event && !ws.reader.failure()) return read_some();
  since_ = reactor_.now();
  ws.pinged = false;
  if (!event) {
    ws.outbox->close(ws.reader.failure()->code, ws.reader.failure()->words);
    ws.close_received = true;  // what follows is not read as frames any more
    input_.clear();
    return true;
  }
  on_websocket_event(std::move(*event));
  return true;
}

void Connection::on_websocket_event(WebSocketEvent event) {
  WebSocket& ws = *web_socket_;
  switch (event.kind) {
    case WebSocketEvent::Kind::kPing:
      if (!ws.close_sent) queue(websocket_control(WebSocketControl::kPong, event.payload));
      return;
    case WebSocketEvent::Kind::kPong:
      return;
    case WebSocketEvent::Kind::kClose:
      ws.outbox->close(event.code, event.payload);
      ws.close_received = true;
      return;
    case WebSocketEvent::Kind::kMessage:
      break;
  }
  if (ws.close_sent) return;
  ws.handling = true;
  auto message = std::make_shared<WebSocketMessage>(std::move(event.message));
  ws.session->run(
      [weak = weak_from_this(), mailbox = reactor_.mailbox(), message](WebSocketSession& s) {
        const auto result = guard([&]() -> Result<void> {
          s.on_message(std::move(*message));
          return {};
        });
        mailbox->post([weak, failed = !result] {
          const auto self = weak.lock();
          if (!self || !self->web_socket_) return;
          self->web_socket_->handling = false;
          if (failed) self->web_socket_->outbox->close(1011, "the server met an error of its own");
          self->pump();
        });
      });
}

void Connection::tick_websocket() {
  WebSocket& ws = *web_socket_;
  const base::Duration silent = reactor_.now() - since_;
  if (ws.close_sent) {
    if (silent >= service_.options.header_timeout) close();  // it does not answer our close
    return;
  }
  if (ws.handling) {
    since_ = reactor_.now();  // it is us who do not listen
  } else if (silent >= service_.options.idle_timeout) {
    close();
  } else if (silent >= service_.options.idle_timeout / 2 && !ws.pinged) {
    ws.pinged = true;
    queue(websocket_control(WebSocketControl::kPing, ""));
    pump();
  }
}

void Connection::drain_websocket() {
  web_socket_->outbox->close(1001, "the server is going away");
}

void Connection::end_websocket() {
  if (!web_socket_) return;
  web_socket_->outbox->shut();
  web_socket_->session->end();
  web_socket_.reset();
}

}  // namespace millrace::net
