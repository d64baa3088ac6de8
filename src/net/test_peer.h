// For tests: a raw socket that speaks to a server byte by byte, and a server of a few routes.
// Reads wait with poll(2) up to a deadline: a test that hangs fails instead. One thread.
#pragma once
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>
#include <string_view>

#include "io/fd.h"
#include "net/listener.h"

namespace millrace::net {

class TestPeer {
 public:
  explicit TestPeer(const std::string& address) {
    auto connected = connect_to(address);
    if (connected) socket_ = std::move(*connected);
  }
  int fd() const { return socket_.get(); }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish_sending() { shutdown(fd(), SHUT_WR); }
  // Reads until `done` says so, the server closes, or ten seconds pass; everything so far.
  template <class Done>
  const std::string& read_until(const Done& done, int timeout_ms = 10'000) {
    while (!closed_ && !done(std::string_view(got_))) {
      pollfd p{fd(), POLLIN, 0};
      if (poll(&p, 1, timeout_ms) <= 0) break;
      char buffer[16384];
      const ssize_t n = recv(fd(), buffer, sizeof buffer, 0);
      if (n <= 0)
        closed_ = true;
      else
        got_.append(buffer, static_cast<std::size_t>(n));
    }
    return got_;
  }
  const std::string& read_to_end() {
    return read_until([](std::string_view) { return false; });
  }
  const std::string& read_containing(std::string_view text) {
    return read_until([&](std::string_view got) { return got.find(text) != got.npos; });
  }
  // One response with Content-Length, taken out of what was read.
  std::string read_response() {
    std::size_t total = 0;
    read_until([&](std::string_view got) {
      const std::size_t end = got.find("\r\n\r\n");
      if (end == got.npos) return false;
      const std::size_t at = got.find("Content-Length: ");
      total = end + 4 + (at < end ? std::stoul(std::string(got.substr(at + 16, 20))) : 0);
      return got.size() >= total;
    });
    std::string response = got_.substr(0, total);
    got_.erase(0, total);
    return response;
  }
  void forget() { got_.clear(); }
  bool closed() const { return closed_; }

 private:
  io::Fd socket_;
  std::string got_;
  bool closed_ = false;
};

}  // namespace millrace::net
