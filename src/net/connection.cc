#include "net/connection.h"

#include <sys/epoll.h>

#include "base/log.h"

namespace millrace::net {
namespace {
constexpr std::size_t kLowWater = 64 << 10;     // less than this waits: go on producing
constexpr std::size_t kMostLingered = 1 << 20;  // of what a refused client still sends
constexpr base::Duration kLingerTime{2'000};
}  // namespace

Connection::Connection(Service& service, Reactor& reactor, std::unique_ptr<Stream> stream,
                       std::string peer, Closed on_closed)
    : service_(service),
      reactor_(reactor),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      on_closed_(std::move(on_closed)),
      since_(reactor.now()),
      write_since_(reactor.now()),
      parser_({service.options.max_header_bytes, service.options.max_headers,
               service.options.max_target_bytes}) {}

Result<void> Connection::start() {
  return reactor_.add(stream_->fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, this);
}

void Connection::on_ready(std::uint32_t events) {
  if (phase_ == Phase::kClosed) return;
  if ((events & (EPOLLHUP | EPOLLERR)) != 0) return close();
  if ((events & EPOLLRDHUP) != 0) peer_done_ = true;
  if ((events & (EPOLLIN | EPOLLRDHUP)) != 0) readable_ = true;
  if ((events & EPOLLOUT) != 0) writable_ = true;
  // A client that has shut its side may still want the answer it asked for, but nobody follows a
  // stream that way; without this a silent stream would keep a dead connection for ever.
  if (peer_done_ && phase_ == Phase::kStreaming && framing_ != BodyFraming::kLength) return close();
  pump();
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  since_ = reactor_.now();
}

void Connection::pump() {
  if (pumping_) return;
  pumping_ = true;
  const auto keep = shared_from_this();
  do {
    while (step()) {
    }
  } while (flush());
  pumping_ = false;
}

bool Connection::step() {
  switch (phase_) {
    case Phase::kHandshake:
      return step_handshake();
    case Phase::kHead:
      return step_head();
    case Phase::kBody:
      return step_body();
    case Phase::kStreaming:
      return step_stream();
    case Phase::kWebSocket:
      return step_websocket();
    case Phase::kLingering:
      return step_linger();
    case Phase::kFlushing:
      if (output_.bytes() >= kLowWater || ((!keep_alive_ || draining_) && !output_.empty()))
        return false;
      finish_response();
      return true;
    case Phase::kHandling:
    case Phase::kSinking:
    case Phase::kClosed:
      return false;
  }
  return false;
}

bool Connection::step_handshake() {
  const IoResult result = stream_->handshake();
  if (result.kind == IoResult::Kind::kDone) {
    enter(Phase::kHead);
    return true;
  }
  if (result.kind != IoResult::Kind::kWouldBlock) close();
  return false;
}

bool Connection::step_linger() {
  if (!output_.empty()) return false;
  if (lingered_ == 0) {
    stream_->shutdown_write();
    lingered_ = 1;
  }
  if (!read_some()) return false;
  lingered_ += input_.size();
  input_.clear();
  if (lingered_ <= kMostLingered) return true;
  close();
  return false;
}

// Appends what the socket has, at most one scratch buffer, to input_. False: nothing now, or
// closed.
bool Connection::read_some() {
  if (!readable_) return false;
  const auto scratch = reactor_.scratch();
  const IoResult result = stream_->read(scratch);
  switch (result.kind) {
    case IoResult::Kind::kDone:
      input_.append(scratch.data(), result.bytes);
      service_.bytes_in.fetch_add(result.bytes, std::memory_order_relaxed);
      if (result.bytes < scratch.size() && stream_->short_read_means_empty() && !peer_done_)
        readable_ = false;
      return true;
    case IoResult::Kind::kWouldBlock:
      readable_ = false;
      return false;
    case IoResult::Kind::kClosed:
      if (phase_ == Phase::kHead && !output_.empty()) {  // it asked, shut its side, and waits
        keep_alive_ = false;
        enter(Phase::kFlushing);
        return false;
      }
      close();
      return false;
    case IoResult::Kind::kFailed:
      close();
      return false;
  }
  return false;
}

void Connection::queue(std::string bytes) {
  if (output_.empty()) write_since_ = reactor_.now();
  output_.add(std::move(bytes));
}

bool Connection::flush() {
  if (phase_ == Phase::kClosed || output_.empty() || !writable_) return false;
  bool wrote = false;
  while (!output_.empty()) {
    OutputBuffer::Vectors vectors;
    const IoResult result = stream_->write(output_.gather(vectors));
    if (result.kind == IoResult::Kind::kWouldBlock) {
      writable_ = false;
      break;
    }
    if (result.kind != IoResult::Kind::kDone) {
      close();
      return false;
    }
    output_.consume(result.bytes);
    service_.bytes_out.fetch_add(result.bytes, std::memory_order_relaxed);
    wrote = true;
  }
  if (wrote) write_since_ = reactor_.now();
  const bool waits = phase_ == Phase::kFlushing || phase_ == Phase::kStreaming ||
                     phase_ == Phase::kWebSocket || phase_ == Phase::kLingering;
  return wrote && waits;
}

void Connection::on_tick() {
  const base::Duration now = reactor_.now();
  const ServerOptions& options = service_.options;
  if (!output_.empty() && now - write_since_ >= options.write_timeout) return cut_for_time();
  switch (phase_) {
    case Phase::kHandshake:
      if (now - since_ >= options.header_timeout) cut_for_time();
      return;
    case Phase::kHead:
      if (head_since_ < base::Duration(0)) {
        if (output_.empty() && now - since_ >= options.idle_timeout) close();
      } else if (now - head_since_ >= options.header_timeout) {
        refuse(408, fail(ErrorCode::kTimeout, "the request's header took too long"));
        pump();
      }
      return;
    case Phase::kBody:
      if (body_is_late()) {
        refuse(408, fail(ErrorCode::kTimeout, "the request's body came too slowly"));
        pump();
      }
      return;
    case Phase::kWebSocket:
      return tick_websocket();
    case Phase::kLingering:
      if (now - since_ >= kLingerTime) close();
      return;
    default:
      return;
  }
}

void Connection::cut_for_time() {
  service_.cut_slow.fetch_add(1, std::memory_order_relaxed);
  log_info("net", "cut a client that does not keep up", {{"peer", peer_}});
  close();
}

void Connection::drain() {
  if (draining_) return;
  draining_ = true;
  const bool idle = phase_ == Phase::kHandshake || (phase_ == Phase::kHead && input_.empty());
  if (idle && output_.empty()) return close();
  if (phase_ == Phase::kWebSocket) drain_websocket();
  if (phase_ != Phase::kStreaming) return;
  on_wake();  // the next pull tells the source
  pump();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  enter(Phase::kClosed);
  reactor_.remove(stream_->fd());
  output_.clear();
  input_ = {};
  drop_source();
  drop_sink();
  end_websocket();
  const auto self = shared_from_this();
  stream_.reset();
  reactor_.retire(self);
  on_closed_(*this);
}

}  // namespace millrace::net
