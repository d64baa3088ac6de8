// The processes of one training: sums, copies and meeting points, each called by all ranks in the
// same order. Blocking; one thread. Alone (size 1) everything is at once done.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "comm/rendezvous.h"
#include "comm/world.h"

namespace millrace::comm {

class Group {
 public:
  struct Options {
    base::Duration meet_within{300'000};
    // A peer may be evaluating or waiting for its disk meanwhile.
    base::Duration answer_within{1'800'000};
  };
  static Result<Group> join(const World& world, base::Clock& clock, Options options,
                            std::optional<io::Fd> listener = std::nullopt);
  static Group alone() { return Group({}, {}, {}); }

  int rank() const { return world_.rank; }
  int size() const { return world_.size; }

  // The sum over all ranks, in every rank the same bits; the order of additions depends on rank and
  // position only. kUnavailable or kTimeout names the neighbour that was lost.
  Result<void> all_reduce_sum(std::span<float> values);
  Result<void> all_reduce_sum(std::span<double> values);
  Result<void> broadcast(std::span<std::byte> bytes);  // from rank 0
  Result<void> barrier();

 private:
  Group(World world, Options options, Links links)
      : world_(std::move(world)), options_(options), links_(std::move(links)) {}
  template <class T>
  Result<void> reduce(std::span<T> values);
  template <class T>
  Result<void> reduce_block(std::span<T> block, std::vector<T>& received);
  Result<void> exchange(std::span<const std::byte> out, std::span<std::byte> in,
                        std::string_view what);

  World world_;
  Options options_;
  Links links_;
};

}  // namespace millrace::comm
