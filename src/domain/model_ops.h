// Models and their versions: which version is meant, where its files lie, how its state changes,
// and what the model's row says of all of them. Functions on a transaction; the caller has
// authorised.
#pragma once
#include <vector>

#include "domain/run_ops.h"
#include "resource/model.h"

namespace millrace::domain {

// The newest version that is ready; kConflict in words when there is none.
Result<resource::ModelVersion> newest_ready(store::ReadTx& tx, const resource::Model& model);

// Absolute folder of the files of a version that is ready.
Result<std::string> version_folder(store::ReadTx& tx, const resource::ModelVersion& version,
                                   const ContentPlaces& places);

// What a planner mounts: a model by id or name, seen from a workspace (presets too), and one of its
// versions by id or name; empty: the newest ready one. kNotFound for names of nothing; kConflict
// when the version is not ready.
struct ModelContent {
  resource::Model model{};
  resource::ModelVersion version{};
  std::string folder{};  // absolute, on the nodes
};
Result<ModelContent> model_content(store::ReadTx& tx, const std::string& workspace,
                                   const std::string& model, const std::string& version,
                                   const ContentPlaces& places);

// The table of a version's states.
bool may_become(resource::VersionState from, resource::VersionState to);
// Changes the state and writes the row; an event for those that people wait for.
Result<void> advance_version(store::Tx& tx, resource::ModelVersion& version,
                             resource::VersionState to, const std::string& reason,
                             const std::string& message);

// What is known of a folder once it has been read.
struct VersionFacts {
  resource::WeightsForm weights = resource::WeightsForm::kUnknown;
  std::string architecture{}, dtype{};
  std::int64_t parameters = 0;
  std::vector<resource::ModelAction> actions{};
  std::string not_usable{};
  protocol::TuneParams tune_defaults{};
  std::string fingerprint{};
  std::string card{};
  std::string note{};  // what was not as it should be, and does not matter
};
// importing → ready. The model's row follows.
Result<void> finish_import(store::Tx& tx, resource::ModelVersion& version,
                           const VersionFacts& facts);

// The model's row again from the versions there are; `leaving` is about to be deleted.
Result<void> refresh_model(store::Tx& tx, const std::string& model_id,
                           const std::string& leaving = {});

// kConflict naming who uses the version (or any of the model's), as far as the actor may see them.
Result<void> check_unused(store::ReadTx& tx, const Actor& actor, const resource::Model& model,
                          const resource::ModelVersion* version);

// A new share code of a model (`version` null: its newest ready version when it is used) or of a
// version. The code itself is in `code`, and nowhere else.
struct Shared {
  resource::ShareCode row{};
  std::string code{};
};
Result<Shared> share_model(store::Tx& tx, const Actor& actor, const resource::Model& model,
                           const resource::ModelVersion* version, std::optional<std::int64_t> days,
                           const std::string& secret);
// What a code stands for now. kNotFound, always in the same words, for codes that are unknown,
// expired or revoked, and for those whose version is not there any more.
struct Resolved {
  resource::ShareCode row{};
  resource::Model model{};
  resource::ModelVersion version{};
};
Result<Resolved> resolve_share_code(store::ReadTx& tx, const std::string& code, base::Time now);

// Asks for a copy of the version's files in a registered storage.
Result<void> request_export(store::Tx& tx, const Actor& actor, resource::ModelVersion& version,
                            const std::string& storage, const std::string& path);

}  // namespace millrace::domain
