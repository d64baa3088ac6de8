// …?watch=true: changes of one kind as server-sent events, resumable by Last-Event-ID or since=.
#pragma once
#include "api/services.h"
#include "resource/object.h"
#include "store/object_table.h"

namespace millrace::api {

// Permission is asked again for every event.
Result<net::Response> watch_objects(const Call& call, const resource::Kind& kind,
                                    const store::Place& place);

}  // namespace millrace::api
