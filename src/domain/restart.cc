#include "domain/restart.h"

#include "domain/crud.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Kind;
using resource::Object;
using resource::RunState;
using resource::Workload;
using store::ObjectTable;
using store::Tx;

// Null when there is no such wish any more, or its time has not come.
Result<std::unique_ptr<Object>> due(Tx& tx, const Kind& kind, const std::string& id) {
  auto object = ObjectTable::of(kind).get(tx, id);
  if (!object) {
    if (object.error().code == ErrorCode::kNotFound) return std::unique_ptr<Object>();
    return object.error();
  }
  const auto& workload = static_cast<const Workload&>(**object);
  if (!workload.restart_pending || resource::is_active(workload.state))
    return std::unique_ptr<Object>();
  return object;
}

// Who asked may have left meanwhile.
Result<Actor> asker(Tx& tx, const Workload& workload) {
  const auto user = store::Table<resource::User>().get(tx, workload.restart_by);
  const bool gone = !user && user.error().code == ErrorCode::kNotFound;
  if (gone || (user && user->disabled))
    return fail(ErrorCode::kForbidden, "the user who asked for the restart may not sign in");
  if (!user) return user.error();
  return Actor{.user_id = user->id,
               .account = user->name,
               .groups = user->groups,
               .address = {},
               .request_id = {},
               .roles = {}};
}

}  // namespace

Result<void> request_restart(Tx& tx, const Actor& actor, const Kind& kind,
                             const std::string& workload_id, const ContentPlaces& places) {
  const ObjectTable& table = ObjectTable::of(kind);
  TRY(request_stop(tx, actor, kind, workload_id));
  TRY_ASSIGN(const auto object, table.get(tx, workload_id));
  auto& workload = static_cast<Workload&>(*object);
  if (!resource::is_active(workload.state)) {
    TRY(request_start(tx, actor, kind, workload_id, places));
    return {};
  }
  workload.restart_pending = true;
  workload.restart_by = actor.user_id;
  TRY(table.update(tx, workload));
  record(tx, actor, {.kind = kind, .object = workload, .verb = "restart"});
  return {};
}

Result<void> carry_out_restart(Tx& tx, const Kind& kind, const std::string& workload_id,
                               const ContentPlaces& places) {
  TRY_ASSIGN(const auto object, due(tx, kind, workload_id));
  if (!object) return {};
  TRY_ASSIGN(const Actor actor, asker(tx, static_cast<const Workload&>(*object)));
  TRY(request_start(tx, actor, kind, workload_id, places));
  return {};
}

Result<void> give_up_restart(Tx& tx, const Kind& kind, const std::string& workload_id,
                             const Error& error) {
  TRY_ASSIGN(const auto object, due(tx, kind, workload_id));
  if (!object) return {};
  auto& workload = static_cast<Workload&>(*object);
  workload.restart_pending = false;
  workload.restart_by.clear();
  TRY(ObjectTable::of(kind).update(tx, workload));
  store::append_event(tx, {.workspace = workload.workspace,
                           .kind = std::string(kind.name),
                           .object_id = workload.id,
                           .object_name = workload.name,
                           .run = workload.current_run,
                           .type = store::EventType::kWarning,
                           .reason = "RestartFailed",
                           .message = error.message,
                           .actor_name = system_actor().account});
  return {};
}

}  // namespace millrace::domain
