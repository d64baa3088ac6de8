// Request bodies and headers as handlers want them, and objects as responses. Pure functions.
#pragma once
#include <optional>

#include "net/http.h"
#include "resource/object.h"

namespace millrace::api {

Result<json::Value> json_body(const net::Request& request);  // {} for an empty one
Result<std::optional<std::int64_t>> if_match(const net::Request& request);
// page_size 1–500, default 50.
Result<int> page_size(const net::Request& request);
Result<std::optional<base::Time>> time_query(const net::Request& request, std::string_view name);

// `json` is the object as the API shows it.
net::Response json_response(int status, const resource::Object& object, std::string json);
net::Response object_response(int status, const resource::Kind& kind,
                              const resource::Object& object, json::Object extra = {});

}  // namespace millrace::api
