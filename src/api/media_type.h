// What the Content-Type of a body says, for the routes whose bodies are JSON. Pure functions.
#pragma once
#include <optional>

#include "net/http.h"

namespace millrace::api {

// 415 for a body that says it is no JSON, and how to say that it is. A body that says nothing
// passes.
std::optional<net::Response> refusal_of_media_type(const net::Request& request);

}  // namespace millrace::api
