#include "comm/group.h"

#include <algorithm>
#include <string>

#include "io/duplex.h"

namespace millrace::comm {
namespace {

// Numbers of a block that one rank reduces: bounds the buffer, and is part of the order of
// additions.
constexpr std::size_t kShare = std::size_t{1} << 19;
constexpr std::size_t kBroadcastBytes = std::size_t{4} << 20;

}  // namespace

Result<Group> Group::join(const World& world, base::Clock& clock, Options options,
                          std::optional<io::Fd> listener) {
  TRY_ASSIGN(Links links, meet(world, clock, options.meet_within, std::move(listener)));
  return Group(world, options, std::move(links));
}

Result<void> Group::exchange(std::span<const std::byte> out, std::span<std::byte> in,
                             std::string_view what) {
  auto done =
      io::exchange(links_.next.get(), out, links_.previous.get(), in, options_.answer_within);
  if (done) return {};
  const int next = (rank() + 1) % size();
  const int previous = (rank() + size() - 1) % size();
  Error error = std::move(done).error();
  error.message = "rank " + std::to_string(rank()) + " lost rank " + std::to_string(next) +
                  (next == previous ? "" : " or rank " + std::to_string(previous)) + " during " +
                  std::string(what) + ": " + error.message;
  return error;
}

template <class T>
Result<void> Group::reduce_block(std::span<T> block, std::vector<T>& received) {
  const auto n = static_cast<std::size_t>(size());
  const auto r = static_cast<std::size_t>(rank());
  const std::size_t share = (block.size() + n - 1) / n;
  const auto part = [&](std::size_t i) {
    const std::size_t begin = std::min((i % n) * share, block.size());
    return block.subspan(begin, std::min(share, block.size() - begin));
  };
  // Part i travels once round the ring from rank i and grows by one term at each stop.
  for (std::size_t s = 0; s + 1 < n; ++s) {
    const std::span<T> out = part(r + n - s);
    const std::span<T> mine = part(r + n - s - 1);
    const std::span<T> in = std::span(received).first(mine.size());
    TRY(exchange(std::as_bytes(out), std::as_writable_bytes(in), "all-reduce"));
    for (std::size_t k = 0; k < in.size(); ++k) mine[k] = in[k] + mine[k];
  }
  // Then the finished parts go round.
  for (std::size_t s = 0; s + 1 < n; ++s)
    TRY(exchange(std::as_bytes(part(r + 1 + n - s)), std::as_writable_bytes(part(r + n - s)),
                 "all-reduce"));
  return {};
}

template <class T>
Result<void> Group::reduce(std::span<T> values) {
  if (size() == 1) return {};
  const std::size_t block = kShare * static_cast<std::size_t>(size());
  std::vector<T> received(std::min(kShare, values.size()));
  for (std::size_t at = 0; at < values.size(); at += block)
    TRY(reduce_block(values.subspan(at, std::min(block, values.size() - at)), received));
  return {};
}

Result<void> Group::all_reduce_sum(std::span<float> values) {
  return reduce(values);
}
Result<void> Group::all_reduce_sum(std::span<double> values) {
  return reduce(values);
}

Result<void> Group::broadcast(std::span<std::byte> bytes) {
  if (size() == 1) return {};
  for (std::size_t at = 0; at < bytes.size(); at += kBroadcastBytes) {
    const auto part = bytes.subspan(at, std::min(kBroadcastBytes, bytes.size() - at));
    if (rank() > 0) TRY(exchange({}, part, "broadcast"));
    if (rank() + 1 < size()) TRY(exchange(part, {}, "broadcast"));
  }
  return {};
}

Result<void> Group::barrier() {
  // After a sum over all, everybody knows that everybody was there.
  std::vector<double> one(static_cast<std::size_t>(size()), 1);
  return all_reduce_sum(std::span(one));
}

}  // namespace millrace::comm
