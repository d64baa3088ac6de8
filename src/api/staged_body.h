// A request body that goes to a file before anything is done with it.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/services.h"

namespace millrace::api {

// `use` gets the path of the synced file once the body is complete, and may move it away; what is
// left is removed.
Result<std::unique_ptr<net::BodySink>> stage_body(
    Services& services, std::function<Result<net::Response>(const std::string& path)> use);

}  // namespace millrace::api
