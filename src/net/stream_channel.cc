#include "net/stream_channel.h"

namespace millrace::net {

StreamChannel::Pushed StreamChannel::push(std::string piece) {
  base::MutexLock lock(mutex_);
  if (finished_) return Pushed::kGone;
  if (bytes_ >= max_bytes_) return Pushed::kFull;
  bytes_ += piece.size();
  pieces_.push_back(std::move(piece));
  if (waker_) waker_();
  return Pushed::kTaken;
}

void StreamChannel::finish() {
  base::MutexLock lock(mutex_);
  finished_ = true;
  if (waker_) waker_();
}

bool StreamChannel::gone() const {
  base::MutexLock lock(mutex_);
  return finished_;
}

void StreamChannel::detach() {
  base::MutexLock lock(mutex_);
  finished_ = true;
  waker_ = nullptr;
  pieces_.clear();
  bytes_ = 0;
}

void StreamChannel::start(StreamSource::Waker waker) {
  base::MutexLock lock(mutex_);
  waker_ = std::move(waker);
}

Pulled StreamChannel::pull(std::size_t max_bytes) {
  base::MutexLock lock(mutex_);
  Pulled pulled{Pulled::Kind::kData};
  while (!pieces_.empty() && pulled.bytes.size() < max_bytes) {
    pulled.bytes += pieces_.front();
    bytes_ -= pieces_.front().size();
    pieces_.pop_front();
  }
  if (pulled.bytes.empty()) pulled.kind = finished_ ? Pulled::Kind::kEnd : Pulled::Kind::kWait;
  return pulled;
}

namespace {
class ChannelSource final : public StreamSource {
 public:
  explicit ChannelSource(std::shared_ptr<StreamChannel> channel) : channel_(std::move(channel)) {}
  ~ChannelSource() override { channel_->detach(); }
  void start(Waker waker) override { channel_->start(std::move(waker)); }
  Pulled pull(std::size_t max_bytes) override { return channel_->pull(max_bytes); }
  void end_soon() override { channel_->finish(); }

 private:
  const std::shared_ptr<StreamChannel> channel_;
};
}  // namespace

std::shared_ptr<StreamSource> channel_source(std::shared_ptr<StreamChannel> channel) {
  return std::make_shared<ChannelSource>(std::move(channel));
}

}  // namespace millrace::net
