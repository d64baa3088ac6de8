// The verbs of training jobs: start, stop, restart, copy. What they do is in domain/run_ops.h.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "api/idempotent.h"
#include "api/route_groups.h"
#include "domain/crud.h"
#include "domain/restart.h"
#include "resource/assets.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::TrainingJob;

// Runs `act` on the job in one transaction and answers with the job as it is then.
template <class Act>
Result<net::Response> change_job(const Call& call, std::string_view verb, Act act) {
  TRY_ASSIGN(const auto object, object_of(call, TrainingJob::kind(), verb));
  std::unique_ptr<resource::Object> after;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY(act(tx, object->id));
    TRY_ASSIGN(after, store::ObjectTable::of(TrainingJob::kind()).get(tx, object->id));
    return {};
  }));
  return object_response(200, TrainingJob::kind(), *after);
}

// A run reads its code package, so whoever names one, or starts a job that does, must be allowed to
// train with it. A package that has gone is the domain's to speak of.
// `reference`: what the body called it; one that may not be seen is answered as one that is not
// there.
Result<void> check_code_package(store::Tx& tx, const Call& call, const TrainingJob& job,
                                const std::string& reference) {
  if (job.code_package.empty()) return {};
  const auto package = store::Table<resource::CodePackage>().get(tx, job.code_package);
  if (!package)
    return package.error().code == ErrorCode::kNotFound ? Result<void>() : package.error();
  auto allowed =
      authorize_object(call.actor, resource::CodePackage::kind(), "start_training", *package);
  if (allowed || allowed.error().code != ErrorCode::kNotFound) return allowed;
  Error unseen = base::invalid_field(
      "code_package",
      fmt::format("names no {}: \"{}\"", resource::CodePackage::kind().name, reference));
  unseen.notes = std::move(allowed).error().notes;
  return unseen;
}

Result<void> check_start(store::Tx& tx, const Call& call, const std::string& id) {
  TRY_ASSIGN(const TrainingJob job, store::Table<TrainingJob>().get(tx, id));
  return check_code_package(tx, call, job, job.code_package);
}

Result<net::Response> start(const Call& call) {
  return change_job(call, "start", [&](store::Tx& tx, const std::string& id) -> Result<void> {
    TRY(check_start(tx, call, id));
    TRY(domain::request_start(tx, call.actor, TrainingJob::kind(), id, call.services.places));
    return Result<void>();
  });
}

Result<net::Response> stop(const Call& call) {
  return change_job(call, "stop", [&](store::Tx& tx, const std::string& id) {
    return domain::request_stop(tx, call.actor, TrainingJob::kind(), id);
  });
}

// The present run ends, then a new one begins: the wish is written down with the stop.
Result<net::Response> restart(const Call& call) {
  return change_job(call, "restart", [&](store::Tx& tx, const std::string& id) -> Result<void> {
    TRY(check_start(tx, call, id));
    return domain::request_restart(tx, call.actor, TrainingJob::kind(), id, call.services.places);
  });
}

// A new job with the same settings; the body may change any of them and must name it.
Result<net::Response> copy(const Call& call) {
  TRY_ASSIGN(const auto source, object_of(call, TrainingJob::kind(), "copy"));
  TRY(authorize(call.actor, "training_job.create", source->workspace));
  TRY_ASSIGN(const Idempotent idempotent, Idempotent::of(call));
  TRY_ASSIGN(json::Value changes, json_body(call.request));
  if (changes.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "the body must be a JSON object");
  json::Value body = resource::to_json(TrainingJob::kind(), describe::View::kSpec, *source);
  (*body.as_object())["name"] = source->name + "-copy";
  for (const auto& [name, value] : *changes.as_object()) (*body.as_object())[name] = value;
  std::unique_ptr<resource::Object> made;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(made, idempotent.earlier(tx, TrainingJob::kind()));
    if (made) return {};
    auto job = std::make_unique<TrainingJob>();
    TRY(resource::decode_body(TrainingJob::kind(), body, describe::Purpose::kCreate, *job));
    job->source = "copy";
    TRY(domain::create(tx, call.actor, TrainingJob::kind(), source->workspace, *job));
    TRY(check_code_package(tx, call, *job, body.string_or("code_package", "")));
    if (job->start) TRY(authorize_object(call.actor, TrainingJob::kind(), "start", *job));
    if (job->start)
      TRY(domain::request_start(tx, call.actor, TrainingJob::kind(), job->id,
                                call.services.places));
    TRY_ASSIGN(made, store::ObjectTable::of(TrainingJob::kind()).get(tx, job->id));
    return idempotent.made(tx, *made);
  }));
  return object_response(201, TrainingJob::kind(), *made);
}

Result<void> start_if_asked(store::Tx& tx, const Call& call, resource::Object& object,
                            describe::Purpose purpose, const Prepared&) {
  auto& job = static_cast<TrainingJob&>(object);
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  TRY(check_code_package(tx, call, job, body.string_or("code_package", job.code_package)));
  if (!job.start || purpose == describe::Purpose::kUpdate) return {};
  TRY(authorize_object(call.actor, TrainingJob::kind(), "start", job));
  TRY(domain::request_start(tx, call.actor, TrainingJob::kind(), job.id, call.services.places));
  TRY_ASSIGN(job, store::Table<TrainingJob>().get(tx, job.id));
  return {};
}

}  // namespace

CollectionHooks training_job_hooks() {
  return {.kind = &TrainingJob::kind(), .after_write = start_if_asked};
}

void add_training_job_routes(Routes& routes) {
  const auto verb = [&](std::string name, const std::string& permission, std::string summary,
                        int status, CallHandler handler) {
    Operation op{.method = "POST",
                 .path = fmt::format("{}/{{id}}:{}", collection_path(TrainingJob::kind()), name),
                 .summary = std::move(summary),
                 .tag = "training-jobs",
                 .permission = "training_job." + permission,
                 .response_schema = schema_ref(TrainingJob::kind(), ""),
                 .success_status = status};
    if (name == "copy") op.request_schema = schema_ref(TrainingJob::kind(), "Update");
    routes.add(std::move(op), std::move(handler));
  };
  verb("start", "start", "Begin a new run; 409 while one is active.", 200, start);
  verb("stop", "stop", "Stop the current run; no effect on an ended one.", 200, stop);
  verb("restart", "start", "Stop the current run, then begin a new one.", 200, restart);
  verb("copy", "copy", "A new job with the same settings; the body changes some.", 201, copy);
}

}  // namespace millrace::api
