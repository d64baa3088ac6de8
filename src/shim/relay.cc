#include "shim/relay.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace millrace::shim {
namespace {

constexpr std::size_t kMostBuffered = 256 << 10;

bool again() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Relay::Relay(PollLoop& loop, io::Fd a, io::Fd b, std::function<void()> done)
    : loop_(loop), done_(std::move(done)) {
  a_.fd = std::move(a);
  b_.fd = std::move(b);
  for (const int fd : {a_.fd.get(), b_.fd.get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  loop_.watch(a_.fd.get(), POLLIN, [this](short revents) { ready(a_, b_, revents); });
  loop_.watch(b_.fd.get(), POLLIN, [this](short revents) { ready(b_, a_, revents); });
}

Relay::~Relay() {
  loop_.forget(a_.fd.get());
  loop_.forget(b_.fd.get());
}

bool Relay::pull(Side& from, Side& to) {
  std::array<char, 65536> buffer;
  while (!from.read_ended && to.to_write.size() < kMostBuffered) {
    const ssize_t n = ::recv(from.fd.get(), buffer.data(), buffer.size(), 0);
    if (n < 0) return again();
    if (n == 0)
      from.read_ended = true;
    else
      to.to_write.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return true;
}

bool Relay::push(Side& side) {
  while (!side.to_write.empty()) {
    const ssize_t n =
        ::send(side.fd.get(), side.to_write.data(), side.to_write.size(), MSG_NOSIGNAL);
    if (n < 0) return again();
    side.to_write.erase(0, static_cast<std::size_t>(n));
  }
  return true;
}

// An end travels after the bytes before it.
void Relay::pass_end(Side& from, Side& to) {
  if (!from.read_ended || !to.to_write.empty() || to.write_ended) return;
  ::shutdown(to.fd.get(), SHUT_WR);
  to.write_ended = true;
}

void Relay::update(Side& side, Side& other) {
  short events = 0;
  if (!side.read_ended && other.to_write.size() < kMostBuffered) events = POLLIN;
  if (!side.to_write.empty()) events = static_cast<short>(events | POLLOUT);
  // Nothing to wait for: poll would still report the hang-up, again and again.
  if (events == 0 && side.read_ended && side.write_ended)
    loop_.forget(side.fd.get());
  else
    loop_.change(side.fd.get(), events);
}

void Relay::ready(Side& side, Side& other, short revents) {
  const bool broken =
      (revents & (POLLERR | POLLNVAL)) != 0 || !pull(side, other) || !push(other) || !push(side);
  pass_end(a_, b_);
  pass_end(b_, a_);
  if (broken || (a_.write_ended && b_.write_ended)) {
    const auto done = std::move(done_);
    done();  // this object may be gone now
    return;
  }
  update(a_, b_);
  update(b_, a_);
}

}  // namespace millrace::shim
