#include "domain/run_booking.h"

#include <algorithm>

#include "store/ledger.h"

namespace millrace::domain {
namespace {

using resource::Run;
using resource::RunInstance;
using resource::RunState;
using store::AllocationKind;

std::optional<AllocationKind> kind_of(RunState state) {
  switch (state) {
    case RunState::kStarting:
      return AllocationKind::kStarting;
    case RunState::kRunning:
      return AllocationKind::kRunning;
    case RunState::kRecovering:
      return AllocationKind::kRecovering;
    case RunState::kStopping:
      return AllocationKind::kStopping;
    default:
      return std::nullopt;
  }
}

bool holds(const Run& run, std::size_t i) {
  return i < run.instances.size() && !run.instances[i].node.empty() &&
         kind_of(run.state).has_value();
}

store::Held held(const Run& run, const RunInstance& i) {
  return {.run = run.id, .attempt = run.attempt, .instance = i.index};
}

std::optional<base::Time> latest(const Run& run, std::optional<base::Time> RunInstance::*time) {
  std::optional<base::Time> out;
  for (const auto& i : run.instances)
    if (i.*time) out = std::max(out.value_or(*(i.*time)), *(i.*time));
  return out;
}

// When what the new state means began: often before it was seen.
std::optional<base::Time> begin_of(const Run& after) {
  if (after.state == RunState::kRunning) return latest(after, &RunInstance::started_at);
  const bool faulty = !after.faults.empty() && after.faults.back().attempt == after.attempt;
  const bool by_user = after.desired == resource::DesiredState::kStop;
  if (after.state == RunState::kRecovering || (after.state == RunState::kStopping && !by_user))
    if (faulty) return after.faults.back().happened_at;
  return std::nullopt;
}

const protocol::Resources& resources_of(const protocol::RunSpec& spec, std::int64_t instance) {
  for (const auto& role : spec.roles) {
    if (instance < role.replicas) return role.resources;
    instance -= role.replicas;
  }
  return spec.roles.back().resources;
}

Result<void> open(store::Tx& tx, const Run& run, const RunInstance& i) {
  protocol::RunSpec spec;
  describe::decode_stored(describe::Described<protocol::RunSpec>::get(), run.spec, &spec);
  const auto& r = resources_of(spec, i.index);
  const auto kind = *kind_of(run.state);
  store::Holding h{.workspace = run.workspace,
                   .user_id = run.owner,
                   .run = run.id,
                   .attempt = run.attempt,
                   .instance = i.index,
                   .node = i.node,
                   .resource = "cpu",
                   .amount = r.cpu_millis};
  if (h.amount > 0) TRY(store::open_allocation(tx, h, kind));
  h.resource = "memory";
  h.amount = r.memory_bytes;
  if (h.amount > 0) TRY(store::open_allocation(tx, h, kind));
  h.resource = "card:" + r.card_model;
  h.amount = static_cast<std::int64_t>(i.cards.size());
  if (h.amount > 0) TRY(store::open_allocation(tx, h, kind));
  return {};
}

// It was found lost: what came after its last sign of life is booked as that.
bool found_lost(const Run& before, const Run& after, std::size_t i) {
  const auto& now = after.instances[i];
  const bool ended =
      resource::is_ended(now.state) && !resource::is_ended(before.instances[i].state);
  return ended && !now.exit && now.state == RunState::kFailed && now.ended_at;
}

Result<void> book_instance(store::Tx& tx, const Run& before, const Run& after, std::size_t i) {
  const bool was = holds(before, i), is = holds(after, i);
  if (!was) return is ? open(tx, after, after.instances[i]) : Result<void>();
  const auto which = held(before, before.instances[i]);
  if (found_lost(before, after, i)) {
    TRY(store::lose_allocations(tx, which, *after.instances[i].ended_at));
    return is ? open(tx, after, after.instances[i]) : Result<void>();
  }
  if (is) {
    if (before.state == after.state) return {};
    return store::change_allocations(tx, which, *kind_of(after.state), begin_of(after));
  }
  // It began and ended between two looks.
  const auto began = latest(after, &RunInstance::started_at);
  if (before.state == RunState::kStarting && (began || after.state == RunState::kSucceeded))
    TRY(store::change_allocations(tx, which, AllocationKind::kRunning, began));
  return store::close_allocations(tx, which, latest(after, &RunInstance::ended_at));
}

}  // namespace

Result<void> book(store::Tx& tx, const Run& before, const Run& after) {
  if (before.attempt == after.attempt) {
    for (std::size_t i = 0; i < after.instances.size(); ++i)
      TRY(book_instance(tx, before, after, i));
    return {};
  }
  for (std::size_t i = 0; i < before.instances.size(); ++i)
    if (holds(before, i)) TRY(store::close_allocations(tx, held(before, before.instances[i])));
  for (std::size_t i = 0; i < after.instances.size(); ++i)
    if (holds(after, i)) TRY(open(tx, after, after.instances[i]));
  return {};
}

}  // namespace millrace::domain
