#include "net/stream.h"

#include <sys/socket.h>

#include <cerrno>

namespace millrace::net {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(io::Fd socket) : socket_(std::move(socket)) {}
  int fd() const override { return socket_.get(); }

  IoResult read(std::span<char> into) override {
    return done(recv(socket_.get(), into.data(), into.size(), 0), Direction::kIn);
  }
  IoResult write(std::span<const iovec> pieces) override {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());
    message.msg_iovlen = pieces.size();
    return done(sendmsg(socket_.get(), &message, MSG_NOSIGNAL), Direction::kOut);
  }
  void shutdown_write() override { shutdown(socket_.get(), SHUT_WR); }
  bool short_read_means_empty() const override { return true; }

 private:
  enum class Direction { kIn, kOut };
  static IoResult done(ssize_t n, Direction direction) {
    if (n > 0) return {IoResult::Kind::kDone, static_cast<std::size_t>(n)};
    if (n == 0)
      return {direction == Direction::kIn ? IoResult::Kind::kClosed : IoResult::Kind::kDone};
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
      return {IoResult::Kind::kWouldBlock};
    return {IoResult::Kind::kFailed};
  }

  io::Fd socket_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(io::Fd socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace millrace::net
