#include "domain/advance.h"

#include <fmt/core.h>

#include <algorithm>

#include "domain/run_booking.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Run;
using resource::RunInstance;
using resource::RunState;
using store::EventType;
using store::ObjectTable;
using store::Tx;

std::optional<base::Time> last_end(const Run& run) {
  std::optional<base::Time> out;
  for (const auto& i : run.instances)
    if (i.ended_at) out = std::max(out.value_or(*i.ended_at), *i.ended_at);
  return out;
}

std::optional<base::Time> last_start(const Run& run) {
  std::optional<base::Time> out;
  for (const auto& i : run.instances)
    if (i.started_at) out = std::max(out.value_or(*i.started_at), *i.started_at);
  return out;
}

void set_times(Run& run, base::Time now) {
  if (run.state == RunState::kQueued && !run.queued_at) run.queued_at = now;
  const bool ran = run.state == RunState::kRunning || run.state == RunState::kSucceeded;
  if (!run.started_at) run.started_at = last_start(run);  // also of what failed before it was seen
  if (ran && !run.started_at) run.started_at = now;
  run.active = resource::is_active(run.state);
  if (!run.active)
    run.ended_at = std::max(last_end(run).value_or(now), run.started_at.value_or(run.created_at));
}

std::string event_reason(RunState state) {
  std::string out(word(state));
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

// What the fault log gains in this step: the fault that is being answered, or the one just
// recovered from.
std::optional<json::Value> fault_details(const Run& before, const Run& after) {
  if (after.faults.empty()) return std::nullopt;
  const auto& fault = after.faults.back();
  const bool grown = after.faults.size() > before.faults.size();
  const bool timed = !grown && !before.faults.empty() &&
                     (before.faults.back().recovery_s != fault.recovery_s ||
                      before.faults.back().handling_s != fault.handling_s);
  if (!grown && !timed) return std::nullopt;
  return describe::encode(describe::Described<resource::RunFault>::get(), describe::View::kPublic,
                          &fault);
}

std::string recovery_words(const resource::RunFault& fault) {
  return fmt::format(
      "Recovered: detected after {:.3f} s, handled in {:.3f} s, running again {:.3f} s later.",
      fault.detection_s, fault.handling_s, fault.recovery_s);
}

void append(Tx& tx, const Actor& actor, const Run& before, const Run& run) {
  store::Event event{.workspace = run.workspace,
                     .kind = run.workload_kind,
                     .object_id = run.workload,
                     .object_name = run.workload_name,
                     .run = run.id,
                     .attempt = run.attempt};
  event.reason = event_reason(run.state);
  event.message = run.state_message;
  event.actor = actor.user_id;
  event.actor_name = actor.account;
  if (run.state == RunState::kFailed) event.type = EventType::kError;
  if (run.state == RunState::kRecovering) event.type = EventType::kWarning;
  const bool faulty = run.state == RunState::kFailed || run.state == RunState::kRecovering;
  if (faulty) event.instance = run.first_failed_instance;
  event.details["from"] = std::string(word(before.state));
  event.details["to"] = std::string(word(run.state));
  event.details["state_reason"] = run.state_reason;
  if (auto fault = fault_details(before, run)) {
    event.details["fault"] = std::move(*fault);
    if (event.message.empty()) event.message = recovery_words(run.faults.back());
  }
  store::append_event(tx, event);
}

// Deleted workloads have no row to mirror into.
Result<void> mirror(Tx& tx, const Run& run) {
  const resource::Kind* kind = resource::find_kind(run.workload_kind);
  if (kind == nullptr)
    return fail(ErrorCode::kInternal,
                fmt::format("run {} belongs to the unknown kind {}", run.id, run.workload_kind));
  auto object = ObjectTable::of(*kind).get(tx, run.workload);
  if (!object)
    return object.error().code == ErrorCode::kNotFound ? Result<void>()
                                                       : Result<void>(object.error());
  auto& workload = static_cast<resource::Workload&>(**object);
  if (workload.current_run != run.id) return {};
  workload.state = run.state;
  workload.state_reason = run.state_reason;
  workload.state_message = run.state_message;
  workload.started_at = run.started_at;
  workload.ended_at = run.ended_at;
  workload.duration_ms =
      run.started_at && run.ended_at ? (*run.ended_at - *run.started_at).count() : 0;
  return ObjectTable::of(*kind).update(tx, workload);
}

// "NodeLost(n1)" → "NodeLost".
std::string_view code_of(std::string_view reason) {
  return reason.substr(0, reason.find('('));
}

}  // namespace

Why why(resource::ReasonCode code) {
  const resource::Reason reason{.code = code, .detail = {}};
  return {reason.text(), reason.words()};
}

Result<void> advance(Tx& tx, const Actor& actor, Run& run, RunState to, const Why& why) {
  TRY_ASSIGN(const Run before, store::Table<Run>().get(tx, run.id));
  if (before.revision != run.revision)
    return fail(ErrorCode::kConflict, fmt::format("run {} has changed; read it again", run.name));
  if (before.state != to && !resource::may_advance(before.state, to))
    return fail(ErrorCode::kInternal, fmt::format("run {} may not go from {} to {}", run.name,
                                                  word(before.state), word(to)));
  if (before.state == to && !resource::is_active(to))
    return fail(ErrorCode::kConflict, fmt::format("run {} has ended", run.name));
  run.state = to;
  run.state_reason = why.reason;
  run.state_message = why.message;
  set_times(run, tx.now());
  TRY(book(tx, before, run));
  TRY(store::Table<Run>().update(tx, run));
  const bool told = before.state == to && code_of(before.state_reason) == code_of(run.state_reason);
  if (!told) append(tx, actor, before, run);
  return mirror(tx, run);
}

}  // namespace millrace::domain
