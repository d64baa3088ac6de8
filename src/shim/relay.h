// Copies bytes both ways between two connected sockets until both directions have ended. Bounded: a
// slow side stops the other. Lives in one PollLoop; one thread.
#pragma once
#include <functional>
#include <string>

#include "io/fd.h"
#include "shim/poll_loop.h"

namespace millrace::shim {

class Relay {
 public:
  // `done` is called once, from the loop, when nothing is left to copy; it may delete this object.
  Relay(PollLoop& loop, io::Fd a, io::Fd b, std::function<void()> done);
  ~Relay();
  Relay(const Relay&) = delete;

 private:
  struct Side {
    io::Fd fd{};
    std::string to_write{};  // came from the other side
    bool read_ended = false;
    bool write_ended = false;  // told so, after all was written
  };
  void ready(Side& side, Side& other, short revents);
  static bool pull(Side& from, Side& to);  // false: the connection is broken
  static bool push(Side& side);
  static void pass_end(Side& from, Side& to);
  void update(Side& side, Side& other);

  PollLoop& loop_;
  Side a_, b_;
  std::function<void()> done_;
};

}  // namespace millrace::shim
