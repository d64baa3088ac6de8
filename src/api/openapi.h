// The OpenAPI 3.1 document of this server, made from the registered kinds and routes. Pure
// functions.
#pragma once
#include <string>
#include <vector>

#include "json/value.h"
#include "resource/object.h"

namespace millrace::api {

// One operation as the router knows it; generic collections add theirs by themselves.
struct Operation {
  std::string method;  // "GET"
  std::string path;    // "/api/v1/workspaces/{ws}/runs/{id}"
  std::string summary;
  std::string tag;
  std::string permission;         // "training_job.start"; empty: any signed-in user
  json::Value request_schema{};   // null: no JSON body
  json::Value response_schema{};  // null: no JSON answer
  int success_status = 200;
  enum class Security { kToken, kNone } security = Security::kToken;
  std::string response_type = "application/json";
  std::vector<std::string> query{};  // names of query parameters
};

// Reference to a kind's schema: suffix "", "Create", "Update" or "List".
json::Value schema_ref(const resource::Kind& kind, std::string_view suffix);
json::Value openapi_document(const std::vector<Operation>& operations);

}  // namespace millrace::api
