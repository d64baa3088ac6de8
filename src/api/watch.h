// …?watch=true: changes of one kind as server-sent events, resumable by Last-Event-ID or since=.
#pragma once
#include "api/services.h"
#include "resource/object.h"

namespace millrace::api {

// `workspace` is an id; empty for global kinds. Permission is asked again for every event.
Result<net::Response> watch_objects(const Call& call, const resource::Kind& kind,
                                    const std::string& workspace);

}  // namespace millrace::api
