#include "net/websocket_link.h"

#include "base/log.h"
#include "net/service.h"
#include "net/websocket_frame.h"

namespace millrace::net {
namespace {
constexpr std::size_t kFull = 1 << 20;
}

bool WebSocketOutbox::send(WebSocketMessage message) {
  base::MutexLock lock(mutex_);
  if (shut_ || closing_) return false;
  if (frames_.size() >= kFull) {
    refused_ = true;
    return false;
  }
  frames_ += websocket_frame(message);
  wake();
  return true;
}

void WebSocketOutbox::close(std::uint16_t code, std::string_view reason) {
  base::MutexLock lock(mutex_);
  if (shut_ || closing_) return;
  closing_ = true;
  frames_ += websocket_control(WebSocketControl::kClose, close_payload(code, reason));
  wake();
}

void WebSocketOutbox::wake() {
  if (notified_) return;
  notified_ = true;
  mailbox_->post(notify_);
}

WebSocketOutbox::Taken WebSocketOutbox::take() {
  base::MutexLock lock(mutex_);
  notified_ = false;
  Taken taken{std::exchange(frames_, {}), std::exchange(refused_, false), closing_};
  return taken;
}

void WebSocketOutbox::shut() {
  base::MutexLock lock(mutex_);
  shut_ = true;
  frames_ = {};
}

void SessionRunner::run(Call call) {
  base::MutexLock lock(mutex_);
  if (ended_) return;
  calls_.push_back(std::move(call));
  if (std::exchange(running_, true)) return;
  workers_.submit([self = shared_from_this()] { self->work(); });
}

void SessionRunner::end() {
  run([](WebSocketSession& session) { session.on_close(); });
  base::MutexLock lock(mutex_);
  ended_ = true;
}

void SessionRunner::work() {
  while (true) {
    Call call;
    bool last = false;
    {
      base::MutexLock lock(mutex_);
      if (calls_.empty()) {
        running_ = false;
        last = ended_;
      } else {
        call = std::move(calls_.front());
        calls_.pop_front();
      }
    }
    if (!call) {
      if (last) session_.reset();
      return;
    }
    const auto result = guard([&]() -> Result<void> {
      call(*session_);
      return {};
    });
    if (!result)
      log_error("net", "a web socket session failed", {{"error", result.error().to_string()}});
  }
}

}  // namespace millrace::net
