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
  std::string path{};            // of a training job: folder below its output
};

// Of a fine-tune, kConflict unless its run has succeeded, or a training job. The version is yet to
// be imported.
Result<resource::ModelVersion> publish(store::Tx& tx, const Actor& actor,
                                       const resource::Kind& kind, const std::string& workload_id,
                                       const PublishTarget& target);

}  // namespace millrace::domain
