// Responses: whole ones, and streams that are pulled from their source.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

#include "net/connection.h"

namespace millrace::net {
namespace {
constexpr std::size_t kPulled = 32 << 10;
constexpr std::size_t kFilePulled = 128 << 10;
}  // namespace

// What a waker holds: not the connection itself, and only one task under way however often it is
// called.
struct Connection::Wake {
  std::weak_ptr<Connection> connection;
  std::shared_ptr<Mailbox> mailbox;
  std::atomic<bool> posted{false};

  static void call(const std::shared_ptr<Wake>& self) {
    if (self->posted.exchange(true)) return;
    self->mailbox->post([self] {
      self->posted.store(false);
      const auto connection = self->connection.lock();
      if (!connection) return;
      connection->on_wake();
      connection->pump();
    });
  }
};

void Connection::send(Outgoing outgoing) {
  if (service_.draining.load(std::memory_order_relaxed)) keep_alive_ = false;
  if (body_unread_) keep_alive_ = false;
  drop_sink();
  const bool bodiless = outgoing.status == 204 || outgoing.status == 304 || outgoing.status < 200;
  framing_ = BodyFraming::kLength;
  std::uint64_t length = outgoing.body.size();
  if (bodiless) {
    framing_ = BodyFraming::kNone;
  } else if (outgoing.source) {
    if (outgoing.length)
      length = *outgoing.length;
    else
      framing_ = minor_version_ == 1 ? BodyFraming::kChunked : BodyFraming::kUntilClose;
  }
  if (framing_ == BodyFraming::kUntilClose) keep_alive_ = false;
  queue(write_head(outgoing, {framing_, length, minor_version_, keep_alive_, request_->request_id,
                              reactor_.http_date()}));
  stream_left_ = length;
  const bool without_body = bodiless || is_head_;
  if (outgoing.source && !without_body) return begin_stream(std::move(outgoing.source));
  if (outgoing.source) service_.workers.submit([source = std::move(outgoing.source)] {});
  if (!without_body) queue(std::move(outgoing.body));
  enter(Phase::kFlushing);
}

void Connection::begin_stream(std::shared_ptr<StreamSource> source) {
  source_ = std::move(source);
  wake_ = std::make_shared<Wake>();
  wake_->connection = weak_from_this();
  wake_->mailbox = reactor_.mailbox();
  pulling_ = woken_ = told_to_end_ = started_ = false;
  pull_wanted_ = true;
  if (framing_ != BodyFraming::kLength) {
    // A follower that takes nothing must not fill megabytes of kernel memory either.
    const int most_unsent = 16 << 10;
    setsockopt(stream_->fd(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof most_unsent);
  }
  enter(Phase::kStreaming);
  if (peer_done_ && framing_ != BodyFraming::kLength) close();
}

bool Connection::step_stream() {
  const bool known = framing_ == BodyFraming::kLength;
  const std::size_t piece = known ? kFilePulled : kPulled;
  if (pulling_ || !pull_wanted_ || output_.bytes() >= piece) return false;
  pulling_ = true;
  pull_wanted_ = false;
  const bool tell = draining_ && !std::exchange(told_to_end_, draining_);
  const bool first = !std::exchange(started_, true);
  service_.workers.submit(
      [self = shared_from_this(), source = source_, wake = wake_, piece, tell, first] {
        auto result = guard([&]() -> Result<Pulled> {
          if (first) source->start([wake] { Wake::call(wake); });
          if (tell) source->end_soon();
          return source->pull(piece);
        });
        auto pulled = std::make_shared<Result<Pulled>>(std::move(result));
        self->post([self, pulled] {
          if (self->phase_ != Phase::kStreaming) return;
          self->on_pulled(std::move(*pulled));
          self->pump();
        });
      });
  return false;
}

void Connection::on_pulled(Result<Pulled> result) {
  pulling_ = false;
  if (!result) return close();  // cut short: the client must not take it for the end
  Pulled& pulled = *result;
  if (pulled.kind == Pulled::Kind::kEnd) return end_stream();
  if (pulled.kind == Pulled::Kind::kWait) {
    pull_wanted_ = std::exchange(woken_, false);
    return;
  }
  pull_wanted_ = true;
  if (pulled.bytes.empty()) return;
  switch (framing_) {
    case BodyFraming::kChunked:
      queue(chunk_of(pulled.bytes));
      break;
    case BodyFraming::kLength:
      if (pulled.bytes.size() > stream_left_) return close();
      stream_left_ -= pulled.bytes.size();
      queue(std::move(pulled.bytes));
      if (stream_left_ == 0) end_stream();
      break;
    default:
      queue(std::move(pulled.bytes));
      break;
  }
}

void Connection::on_wake() {
  if (phase_ != Phase::kStreaming) return;
  if (pulling_)
    woken_ = true;
  else
    pull_wanted_ = true;
}

void Connection::end_stream() {
  if (framing_ == BodyFraming::kLength && stream_left_ > 0) return close();
  if (framing_ == BodyFraming::kChunked) queue(std::string(kLastChunk));
  drop_source();
  enter(Phase::kFlushing);
}

void Connection::drop_source() {
  wake_.reset();
  if (source_) service_.workers.submit([source = std::exchange(source_, nullptr)] {});
}

void Connection::finish_response() {
  if (draining_) keep_alive_ = false;
  request_.reset();
  route_ = nullptr;
  if (keep_alive_) return enter(Phase::kHead);
  if (!output_.empty()) return;
  if (body_unread_ || !input_.empty()) {
    input_.clear();
    lingered_ = 0;
    return enter(Phase::kLingering);
  }
  stream_->shutdown_write();
  close();
}

}  // namespace millrace::net
