// Walks one resource of one node through time: capacity pieces and allocations in order of their
// begin, and integrates what was held, idle and unavailable. Values; used by one thread.
#pragma once
#include <queue>
#include <string>
#include <vector>

#include "store/ledger_views.h"

namespace millrace::store {

struct CapacityPiece {
  std::int64_t t0 = 0;
  std::int64_t t1 = 0;
  std::int64_t amount = 0;
  std::int64_t available = 0;
};

class LedgerSweep {
 public:
  LedgerSweep(std::vector<CapacityPiece> pieces, std::int64_t from, std::int64_t to)
      : pieces_(std::move(pieces)), t_(from), end_(to) {}
  // In order of t0.
  void add(std::int64_t t0, std::int64_t t1, std::int64_t amount);
  void finish() { advance(end_); }
  const NodeUsage& sums() const { return sums_; }
  // The first moment when more was held than there was; -1: never.
  std::int64_t over_committed_at() const { return over_committed_at_; }

 private:
  struct Ending {
    std::int64_t at;
    std::int64_t amount;
    bool operator<(const Ending& other) const { return at > other.at; }  // the earliest on top
  };
  void advance(std::int64_t to);
  void integrate(std::int64_t span);

  std::vector<CapacityPiece> pieces_;
  std::size_t piece_ = 0;
  std::int64_t t_;
  std::int64_t end_;
  std::int64_t held_ = 0;
  std::int64_t over_committed_at_ = -1;
  std::priority_queue<Ending> endings_;
  NodeUsage sums_;
};

}  // namespace millrace::store
