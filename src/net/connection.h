// One client's connection: reads requests, has them answered, writes the answers. Lives on its
// reactor's thread; workers come back through the mailbox and hold a shared_ptr meanwhile.
//   connection.cc          the socket: reading, writing, time-outs, the end
//   connection_input.cc    heads and bodies of requests, up to the handler
//   connection_output.cc   responses and streams
//   connection_websocket.cc
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/output_buffer.h"
#include "net/reactor.h"
#include "net/request_parser.h"
#include "net/service.h"
#include "net/stream.h"
#include "net/websocket_frame.h"

namespace millrace::net {

class Connection final : public Reactor::Watcher, public std::enable_shared_from_this<Connection> {
 public:
  using Closed = std::function<void(Connection&)>;
  Connection(Service& service, Reactor& reactor, std::unique_ptr<Stream> stream, std::string peer,
             Closed on_closed);
  Result<void> start();
  void on_ready(std::uint32_t epoll_events) override;
  void on_tick();  // looks whether a time-out has passed
  void drain();    // closes when idle, else after the present request
  void close();

 private:
  enum class Phase {
    kHandshake,  // TLS
    kHead,       // reading a request's head, or waiting for its first byte
    kBody,       // reading its body
    kHandling,   // a worker runs the handler, or opens the sink or session
    kSinking,    // a worker writes a piece of the body
    kFlushing,   // the whole response is queued; the next request waits until it is nearly out
    kStreaming,  // a source is pulled
    kWebSocket,
    kLingering,  // answered and shut; reads on for a moment, lest a reset destroys the answer
    kClosed,
  };
  struct Wake;
  struct WebSocket;

  // connection.cc
  void pump();
  bool step();
  bool step_handshake();
  bool step_linger();
  bool flush();  // true: room was made that the phase waits for
  bool read_some();
  void queue(std::string bytes);
  void enter(Phase phase);
  void cut_for_time();
  void post(std::function<void()> task) { reactor_.mailbox()->post(std::move(task)); }

  // connection_input.cc
  bool step_head();
  bool step_body();
  bool body_is_late() const;
  void on_head();
  bool check_body_limit(std::size_t limit);
  void begin_body();
  void dispatch();
  void dispatch_open_sink();
  void write_to_sink(std::string piece);
  void on_sink_written(Result<void> result);
  void finish_sink();
  void drop_sink();
  void refuse(int status, const Error& error);
  std::string choose_request_id();

  // connection_output.cc
  void send(Outgoing outgoing);
  void begin_stream(std::shared_ptr<StreamSource> source);
  bool step_stream();
  void on_pulled(Result<Pulled> result);
  void on_wake();
  void end_stream();
  void drop_source();
  void finish_response();

  // connection_websocket.cc
  void dispatch_open_websocket();
  void begin_websocket(std::unique_ptr<WebSocketSession> session, const std::string& accept);
  bool step_websocket();
  void on_websocket_event(WebSocketEvent event);
  void tick_websocket();
  void drain_websocket();
  void end_websocket();

  Service& service_;
  Reactor& reactor_;
  std::unique_ptr<Stream> stream_;
  const std::string peer_;
  Closed on_closed_;

  Phase phase_ = Phase::kHandshake;
  bool pumping_ = false;
  bool readable_ = false;
  bool writable_ = true;
  bool peer_done_ = false;  // it has shut its side down
  bool draining_ = false;
  base::Duration since_{0};        // when the phase last made progress
  base::Duration head_since_{-1};  // first byte of the head; negative: none yet
  base::Duration write_since_{0};  // last time the client took bytes

  std::string input_;
  OutputBuffer output_;
  HeadParser parser_;
  BodyDecoder decoder_;
  const Route* route_ = nullptr;
  std::shared_ptr<Request> request_;
  bool keep_alive_ = true;
  bool is_head_ = false;  // HEAD: no body is sent
  int minor_version_ = 1;
  bool expects_continue_ = false;
  bool body_unread_ = false;  // the request ends further on than we have read
  std::uint64_t body_bytes_ = 0;
  base::Duration body_since_{0};
  std::size_t body_limit_ = 0;
  std::shared_ptr<BodySink> sink_;
  std::string sink_piece_;
  std::size_t lingered_ = 0;

  std::shared_ptr<StreamSource> source_;
  std::shared_ptr<Wake> wake_;
  BodyFraming framing_ = BodyFraming::kNone;
  std::uint64_t stream_left_ = 0;  // for kLength
  bool pulling_ = false;
  bool pull_wanted_ = false;
  bool woken_ = false;
  bool started_ = false;
  bool told_to_end_ = false;

  std::shared_ptr<WebSocket> web_socket_;
};

}  // namespace millrace::net
