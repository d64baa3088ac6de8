#include "store/ledger_sweep.h"

#include <algorithm>

namespace millrace::store {

void LedgerSweep::add(std::int64_t t0, std::int64_t t1, std::int64_t amount) {
  if (t1 <= t_ || t0 >= end_) return;
  advance(std::max(t0, t_));
  held_ += amount;
  endings_.push({t1, amount});
}

void LedgerSweep::advance(std::int64_t to) {
  to = std::min(to, end_);
  while (t_ < to) {
    while (piece_ < pieces_.size() && pieces_[piece_].t1 <= t_) ++piece_;
    std::int64_t next = to;
    if (piece_ < pieces_.size())
      next = std::min(next, pieces_[piece_].t0 > t_ ? pieces_[piece_].t0 : pieces_[piece_].t1);
    if (!endings_.empty()) next = std::min(next, endings_.top().at);
    integrate(next - t_);
    t_ = next;
    while (!endings_.empty() && endings_.top().at <= t_) {
      held_ -= endings_.top().amount;
      endings_.pop();
    }
  }
}

void LedgerSweep::integrate(std::int64_t span) {
  if (span <= 0) return;
  const bool inside = piece_ < pieces_.size() && pieces_[piece_].t0 <= t_;
  const std::int64_t amount = inside ? pieces_[piece_].amount : 0;
  const std::int64_t available = inside ? pieces_[piece_].available : 0;
  if (held_ > amount && over_committed_at_ < 0) over_committed_at_ = t_;
  const std::int64_t idle = std::max<std::int64_t>(0, available - held_);
  sums_.capacity_ms += amount * span;
  sums_.allocated_ms += held_ * span;
  sums_.idle_ms += idle * span;
  sums_.unavailable_ms += std::max<std::int64_t>(0, amount - held_ - idle) * span;
}

}  // namespace millrace::store
