// POST …/fine-tunes/{id}:publish and …/training-jobs/{id}:save_to_models: what was made becomes a
// version of a model. The import of the files is the server's own work and goes on after the
// answer.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/idempotent.h"
#include "api/route_groups.h"
#include "auth/permissions.h"
#include "domain/publish.h"
#include "resource/fine_tune.h"
#include "resource/model.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::FineTune;
using resource::Kind;
using resource::Model;
using resource::ModelVersion;
using resource::TrainingJob;

// {"new_version_of":"M"} or {"new_model":"N"}; description for either, path for training jobs.
Result<domain::PublishTarget> target_of(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  if (body.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "the body must be a JSON object");
  domain::PublishTarget target;
  for (const auto& [name, value] : *body.as_object()) {
    const std::string* text = value.as_string();
    if (text == nullptr) return base::invalid_field(name, "must be a string");
    if (name == "new_version_of")
      target.new_version_of = *text;
    else if (name == "new_model")
      target.new_model = *text;
    else if (name == "description")
      target.description = *text;
    else if (name == "path" && &kind == &TrainingJob::kind())
      target.path = *text;
    else
      return base::invalid_field(name, "is no field of this");
  }
  if (target.new_version_of.empty() == target.new_model.empty())
    return base::invalid_field("new_version_of", "or new_model must be given, and not both");
  return target;
}

Result<void> may_add_to(store::Tx& tx, const Call& call, const std::string& workspace,
                        const domain::PublishTarget& target) {
  if (!target.new_model.empty()) return authorize(call.actor, "model.create", workspace);
  const auto model = store::Table<Model>().find(tx, workspace, target.new_version_of);
  if (!model)
    return model.error().code == ErrorCode::kNotFound
               ? base::invalid_field("new_version_of",
                                     fmt::format("names no model: \"{}\"", target.new_version_of))
               : model.error();
  return authorize_object(call.actor, Model::kind(), "create_version", *model);
}

Result<net::Response> publish(const Call& call, const Kind& kind, std::string_view verb) {
  TRY_ASSIGN(const auto object, object_of(call, kind, verb));
  TRY_ASSIGN(const Idempotent idempotent, Idempotent::of(call));
  TRY_ASSIGN(const domain::PublishTarget target, target_of(call, kind));
  std::unique_ptr<resource::Object> made;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(made, idempotent.earlier(tx, ModelVersion::kind()));
    if (made) return {};
    TRY(may_add_to(tx, call, object->workspace, target));
    TRY_ASSIGN(ModelVersion version, domain::publish(tx, call.actor, kind, object->id, target));
    made = std::make_unique<ModelVersion>(std::move(version));
    return idempotent.made(tx, *made);
  }));
  return object_response(201, ModelVersion::kind(), *made);
}

json::Value target_schema(const Kind& kind) {
  const json::Value text = json::Object{{"type", "string"}};
  json::Object properties{{"new_version_of", text}, {"new_model", text}, {"description", text}};
  if (&kind == &TrainingJob::kind()) properties["path"] = text;
  return json::Object{{"type", "object"},
                      {"description", "Either new_version_of or new_model."},
                      {"properties", std::move(properties)},
                      {"additionalProperties", false}};
}

void add_publish(Routes& routes, const Kind& kind, std::string verb, std::string summary) {
  routes.add({.method = "POST",
              .path = fmt::format("{}/{{id}}:{}", collection_path(kind), verb),
              .summary = std::move(summary),
              .tag = std::string(kind.plural),
              .permission = auth::canonical_permission(fmt::format("{}.{}", kind.name, verb)),
              .request_schema = target_schema(kind),
              .response_schema = schema_ref(ModelVersion::kind(), ""),
              .success_status = 201},
             [&kind, verb](const Call& call) { return publish(call, kind, verb); });
}

}  // namespace

void add_publish_routes(Routes& routes) {
  add_publish(routes, FineTune::kind(), "publish",
              "Make a model version of what a succeeded fine-tune has trained.");
  add_publish(routes, TrainingJob::kind(), "save_to_models",
              "Make a model version of a folder below the output of an ended training job.");
}

}  // namespace millrace::api
