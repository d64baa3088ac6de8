#include "comm/rendezvous.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "io/duplex.h"
#include "io/socket.h"

namespace millrace::comm {
namespace {

constexpr std::string_view kReport = "millrace-rank-1";  // to rank 0
constexpr std::string_view kNext = "millrace-next-1";    // to the next in the ring
constexpr std::uint32_t kLongest = 1 << 20;
constexpr base::Duration kPause{50};
// A stranger that says nothing must not hold up the others for long.
constexpr base::Duration kHello{5'000};

struct Hello {
  std::string kind{}, token{}, host{};
  int rank = 0, size = 0;
  std::uint16_t port = 0;
};

class Deadline {
 public:
  Deadline(base::Clock& clock, base::Duration timeout)
      : clock_(clock), end_(clock.monotonic() + timeout) {}
  base::Duration left() const { return std::max(base::Duration(0), end_ - clock_.monotonic()); }
  bool over() const { return left().count() == 0; }
  void pause() { clock_.sleep_for(std::min(kPause, left())); }

 private:
  base::Clock& clock_;
  base::Duration end_;
};

// Messages are a length of four bytes and lines of text.
Result<void> send(int socket, std::string_view text) {
  std::array<char, 4> head{};
  const auto size = static_cast<std::uint32_t>(text.size());
  std::memcpy(head.data(), &size, sizeof size);
  return io::send_all(socket, std::string(head.data(), head.size()) + std::string(text));
}

Result<std::string> receive(int socket, base::Duration timeout) {
  std::uint32_t size = 0;
  TRY(io::exchange(-1, {}, socket, std::as_writable_bytes(std::span(&size, 1)), timeout));
  if (size > kLongest) return fail(ErrorCode::kCorrupt, "not a message of a training");
  std::string text(size, '\0');
  TRY(io::exchange(-1, {}, socket, std::as_writable_bytes(std::span(text)), timeout));
  return text;
}

std::string encode(const Hello& hello) {
  return hello.kind + "\n" + std::to_string(hello.rank) + "\n" + std::to_string(hello.size) + "\n" +
         std::to_string(hello.port) + "\n" + hello.host + "\n" + hello.token;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  return lines;
}

std::optional<Hello> decode_hello(const std::string& text) {
  const auto lines = lines_of(text);
  if (lines.size() != 6) return std::nullopt;
  Hello hello{.kind = lines[0], .token = lines[5], .host = lines[4]};
  hello.rank = std::atoi(lines[1].c_str());
  hello.size = std::atoi(lines[2].c_str());
  hello.port = static_cast<std::uint16_t>(std::atoi(lines[3].c_str()));
  return hello;
}

Result<io::Fd> connect(const std::string& host, std::uint16_t port, Deadline& deadline) {
  for (;;) {
    auto socket = io::connect_tcp(host, port, deadline.left());
    if (socket) {
      TRY(io::set_no_delay(socket->get()));
      return socket;
    }
    if (deadline.over())
      return fail(ErrorCode::kTimeout, "nobody answers at " + host + ":" + std::to_string(port) +
                                           ": " + socket.error().message);
    deadline.pause();
  }
}

// The next connection that belongs to us; strangers are hung up on.
struct Caller {
  io::Fd socket{};
  Hello hello{};
};
Result<Caller> accept_ours(int listener, const World& world, std::string_view kind,
                           const Deadline& deadline) {
  for (;;) {
    TRY_ASSIGN(io::Fd socket, io::accept(listener, deadline.left()));
    const auto text = receive(socket.get(), std::min(kHello, deadline.left()));
    const auto hello = text ? decode_hello(*text) : std::nullopt;
    if (!hello || hello->kind != kind || hello->token != world.token) continue;
    TRY(io::set_no_delay(socket.get()));
    return Caller{std::move(socket), *hello};
  }
}

std::string missing_ranks(const std::vector<std::string>& places) {
  std::string words;
  for (std::size_t rank = 1; rank < places.size(); ++rank)
    if (places[rank].empty()) words += (words.empty() ? "" : ", ") + std::to_string(rank);
  return words;
}

// Rank 0: "host port" of everybody, sent to everybody.
Result<std::vector<std::string>> gather(const World& world, int listener,
                                        const Deadline& deadline) {
  std::vector<std::string> places(static_cast<std::size_t>(world.size));
  std::vector<io::Fd> sockets;
  places[0] = world.host + " " + std::to_string(world.port);
  while (sockets.size() + 1 < places.size()) {
    auto caller = accept_ours(listener, world, kReport, deadline);
    if (!caller && caller.error().code == ErrorCode::kTimeout)
      return fail(ErrorCode::kTimeout, "these ranks did not come: " + missing_ranks(places));
    if (!caller) return std::move(caller).error();
    const Hello& hello = caller->hello;
    if (hello.size != world.size)
      return fail(ErrorCode::kConflict, "rank " + std::to_string(hello.rank) + " counts " +
                                            std::to_string(hello.size) + " processes, rank 0 " +
                                            std::to_string(world.size));
    if (hello.rank < 1 || hello.rank >= world.size ||
        !places[static_cast<std::size_t>(hello.rank)].empty())
      return fail(ErrorCode::kConflict,
                  "two processes say that they are rank " + std::to_string(hello.rank));
    places[static_cast<std::size_t>(hello.rank)] = hello.host + " " + std::to_string(hello.port);
    sockets.push_back(std::move(caller->socket));
  }
  std::string table;
  for (const auto& place : places) table += place + "\n";
  for (const auto& socket : sockets) TRY(send(socket.get(), table));
  return places;
}

Result<std::vector<std::string>> report(const World& world, io::Fd& listener, Deadline& deadline) {
  TRY_ASSIGN(const io::Fd master, connect(world.host, world.port, deadline));
  TRY_ASSIGN(std::string host, io::local_host(master.get()));
  TRY_ASSIGN(listener, io::listen_tcp(host, 0));
  TRY_ASSIGN(const std::uint16_t port, io::local_port(listener.get()));
  TRY(send(master.get(), encode({std::string(kReport), world.token, std::move(host), world.rank,
                                 world.size, port})));
  auto table = receive(master.get(), deadline.left());
  if (!table)
    return fail(table.error().code, "rank 0 took no notice of us: " + table.error().message);
  auto places = lines_of(*table);
  places.pop_back();
  if (places.size() != static_cast<std::size_t>(world.size))
    return fail(ErrorCode::kCorrupt, "rank 0 sent no table of the ranks");
  return places;
}

Result<io::Fd> listen_as_master(const World& world) {
  auto here = io::listen_tcp(world.host, world.port);
  if (here) return here;
  return io::listen_tcp("", world.port);  // the address is another machine's word for us
}

}  // namespace

Result<Links> meet(const World& world, base::Clock& clock, base::Duration timeout,
                   std::optional<io::Fd> listener) {
  if (world.size == 1) return Links{};
  Deadline deadline(clock, timeout);
  io::Fd own;
  std::vector<std::string> places;
  if (world.rank == 0) {
    if (listener) {
      own = std::move(*listener);
    } else {
      TRY_ASSIGN(own, listen_as_master(world));
    }
    TRY_ASSIGN(places, gather(world, own.get(), deadline));
  } else {
    TRY_ASSIGN(places, report(world, own, deadline));
  }
  const std::string& place = places[static_cast<std::size_t>((world.rank + 1) % world.size)];
  const auto blank = place.rfind(' ');
  if (blank == std::string::npos) return fail(ErrorCode::kCorrupt, "a rank has no address");
  Links links;
  const auto port = static_cast<std::uint16_t>(std::atoi(place.c_str() + blank + 1));
  TRY_ASSIGN(links.next, connect(place.substr(0, blank), port, deadline));
  TRY(send(links.next.get(),
           encode({std::string(kNext), world.token, "", world.rank, world.size, 0})));
  TRY_ASSIGN(Caller caller, accept_ours(own.get(), world, kNext, deadline));
  if (caller.hello.rank != (world.rank + world.size - 1) % world.size)
    return fail(ErrorCode::kConflict, "the wrong rank called");
  links.previous = std::move(caller.socket);
  return links;
}

}  // namespace millrace::comm
