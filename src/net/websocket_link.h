// The parts of a served web socket that other threads touch: the outbox that a session sends
// through, and the runner that makes the session's calls one after another on workers. Thread-safe.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/mutex.h"
#include "base/worker_pool.h"
#include "net/http.h"
#include "net/reactor.h"

namespace millrace::net {

class WebSocketOutbox final : public WebSocketPeer {
 public:
  // `notify` runs on the reactor when there is something to take.
  WebSocketOutbox(std::shared_ptr<Mailbox> mailbox, std::function<void()> notify)
      : mailbox_(std::move(mailbox)), notify_(std::move(notify)) {}
  bool send(WebSocketMessage message) override;
  void close(std::uint16_t code, std::string_view reason) override;

  struct Taken {
    std::string frames;
    bool became_writable = false;  // a send was refused before
    bool close_last = false;       // the frames end with the close frame
  };
  Taken take();
  void shut();  // the connection is gone

 private:
  void wake() REQUIRES(mutex_);

  const std::shared_ptr<Mailbox> mailbox_;
  const std::function<void()> notify_;
  base::Mutex mutex_;
  std::string frames_ GUARDED_BY(mutex_);
  bool refused_ GUARDED_BY(mutex_) = false;
  bool notified_ GUARDED_BY(mutex_) = false;
  bool closing_ GUARDED_BY(mutex_) = false;
  bool shut_ GUARDED_BY(mutex_) = false;
};

class SessionRunner : public std::enable_shared_from_this<SessionRunner> {
 public:
  using Call = std::function<void(WebSocketSession&)>;
  SessionRunner(base::WorkerPool& workers, std::unique_ptr<WebSocketSession> session)
      : workers_(workers), session_(std::move(session)) {}
  void run(Call call);
  void end();  // on_close and the destructor, after what is queued; once

 private:
  void work();

  base::WorkerPool& workers_;
  base::Mutex mutex_;
  std::deque<Call> calls_
      GUARDED_BY(mutex_);  // a message waits for the one before: two or three at most
  bool running_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::unique_ptr<WebSocketSession> session_;  // touched by work() only
};

}  // namespace millrace::net
