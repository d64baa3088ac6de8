#include "domain/publish.h"

#include <fmt/core.h>

#include "domain/crud.h"
#include "domain/rules_of_kinds.h"
#include "resource/fine_tune.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using resource::Model;
using resource::ModelVersion;
using store::Table;
using store::Tx;

Result<std::string> model_of(Tx& tx, const Actor& actor, const std::string& workspace,
                             const PublishTarget& target) {
  if (target.new_model.empty())
    return resolve(tx, Model::kind(), workspace, target.new_version_of, "new_version_of");
  json::Value body = json::Object{{"name", target.new_model}};
  Model model;
  auto made = resource::decode_body(Model::kind(), body, describe::Purpose::kCreate, model);
  if (made) made = create(tx, actor, Model::kind(), workspace, model);
  if (made) return model.id;
  for (auto& violation : made.error().violations) violation.field = "new_model";
  return std::move(made).error();
}

}  // namespace

Result<ModelVersion> publish(Tx& tx, const Actor& actor, const resource::Kind& kind,
                             const std::string& workload_id, const PublishTarget& target) {
  TRY_ASSIGN(const auto object, store::ObjectTable::of(kind).get(tx, workload_id));
  const auto& workload = static_cast<const resource::Workload&>(*object);
  const bool tuned = &kind == &FineTune::kind();
  if (tuned && workload.state != resource::RunState::kSucceeded)
    return fail(ErrorCode::kConflict,
                fmt::format("\"{}\" is {}: only what has succeeded can be published", workload.name,
                            word(workload.state)));
  const json::Value source =
      tuned ? json::Object{{"fine_tune", workload.id}}
            : json::Object{{"training_job", workload.id}, {"path", target.path}};
  ModelVersion version;  // by its fields' rules, as any other
  TRY(resource::decode_body(ModelVersion::kind(),
                            json::Object{{"source", source}, {"description", target.description}},
                            describe::Purpose::kCreate, version));
  TRY_ASSIGN(version.model, model_of(tx, actor, workload.workspace, target));
  TRY(create(tx, actor, ModelVersion::kind(), workload.workspace, version));
  record(tx, actor,
         {.kind = kind,
          .object = workload,
          .verb = "publish",
          .diff = json::Object{{"model", version.model}, {"version", version.id}},
          .message = fmt::format("{} of {}", version.name, version.model_name)});
  return version;
}

}  // namespace millrace::domain
