// What a workload has made becomes a version of a model. Functions on a transaction; the caller has
// authorised.
#pragma once
#include <string>

#include "domain/actor.h"
#include "resource/model.h"
#include "store/tx.h"

namespace millrace::domain {

// Exactly one of the first two.
struct PublishTarget {
  std::string new_version_of{};  // id or name of a model of the workspace
  std::string new_model{};       // name
  std::string description{};     // of the version
};

// kConflict unless its run has succeeded. The version is yet to be imported.
Result<resource::ModelVersion> publish_fine_tune(store::Tx& tx, const Actor& actor,
                                                 const std::string& fine_tune_id,
                                                 const PublishTarget& target);

}  // namespace millrace::domain
