// Restarting a workload: its present run ends, then a new one begins on behalf of the user who
// asked. Until then the wish stands in the workload's row, so it outlives the server. Functions on
// a transaction; the caller has authorised.
#pragma once
#include "domain/run_ops.h"

namespace millrace::domain {

// Starts at once when nothing runs. Otherwise stops the run; a request_stop() later takes the wish
// back.
Result<void> request_restart(store::Tx& tx, const Actor& actor, const resource::Kind& kind,
                             const std::string& workload_id, const ContentPlaces& places);

// Begins the run that was asked for. Without effect while the old one has not ended, and when the
// wish was taken back. kForbidden when who asked is no user any more.
Result<void> carry_out_restart(store::Tx& tx, const resource::Kind& kind,
                               const std::string& workload_id, const ContentPlaces& places);

// A restart that cannot be: the wish goes, an event says why.
Result<void> give_up_restart(store::Tx& tx, const resource::Kind& kind,
                             const std::string& workload_id, const Error& error);

}  // namespace millrace::domain
