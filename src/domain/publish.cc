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

Result<std::string> model_of(Tx& tx, const Actor& actor, const FineTune& tune,
                             const PublishTarget& target) {
  if (target.new_model.empty())
    return resolve(tx, Model::kind(), tune.workspace, target.new_version_of, "new_version_of");
  json::Value body = json::Object{{"name", target.new_model}};
  Model model;
  auto decoded = resource::decode_body(Model::kind(), body, describe::Purpose::kCreate, model);
  if (!decoded) return base::invalid_field("new_model", decoded.error().message);
  TRY(create(tx, actor, Model::kind(), tune.workspace, model));
  return model.id;
}

}  // namespace

Result<ModelVersion> publish_fine_tune(Tx& tx, const Actor& actor, const std::string& fine_tune_id,
                                       const PublishTarget& target) {
  TRY_ASSIGN(const FineTune tune, Table<FineTune>().get(tx, fine_tune_id));
  if (tune.state != resource::RunState::kSucceeded)
    return fail(ErrorCode::kConflict,
                fmt::format("\"{}\" is {}: only what has succeeded can be published", tune.name,
                            word(tune.state)));
  TRY_ASSIGN(const std::string model, model_of(tx, actor, tune, target));
  ModelVersion version;
  version.model = model;
  version.description = target.description;
  version.source.fine_tune = tune.id;
  TRY(create(tx, actor, ModelVersion::kind(), tune.workspace, version));
  record(tx, actor,
         {.kind = FineTune::kind(),
          .object = tune,
          .verb = "publish",
          .diff = json::Object{{"model", version.model}, {"version", version.id}},
          .message = fmt::format("{} of {}", version.name, version.model_name)});
  return version;
}

}  // namespace millrace::domain
