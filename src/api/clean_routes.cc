// Operators for those who put a clean task together: which there are, and what they do to a text.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "base/strings.h"
#include "clean/ops/all.h"
#include "io/confine.h"
#include "io/subprocess.h"
#include "resource/clean_task.h"

namespace millrace::api {
namespace {

constexpr base::Duration kMostTime{10'000};
constexpr std::size_t kMostOutput = std::size_t{64} << 20;
constexpr std::string_view kKinds[] = {"mapper", "filter", "deduplicator"};
constexpr std::string_view kGroups[] = {"sensitive", "invalid", "length", "expert"};

Result<net::Response> list_operators(const Call&) {
  json::Array items;
  for (const clean::OperatorType& type : clean::all_operators())
    items.emplace_back(json::Object{{"name", type.name},
                                    {"kind", kKinds[static_cast<std::size_t>(type.kind)]},
                                    {"group", kGroups[static_cast<std::size_t>(type.group)]},
                                    {"doc", type.doc},
                                    {"options", type.schema()},
                                    {"defaults", type.complete(json::Object{})}});
  return net::Response::json(200, json::dump(json::Object{{"items", std::move(items)}}));
}

// The texts and patterns are people's own: a child that is shut in reads them.
Result<net::Response> preview(const Call& call) {
  TRY_ASSIGN(const resource::Workspace workspace, workspace_of(call));
  TRY(authorize(call.actor, "clean_task.create", workspace.id));
  TRY_ASSIGN(json::Value body, json_body(call.request));
  if (body.as_object() == nullptr) return base::invalid_field("row", "or text is required");
  if (const json::Value* text = body.find("text"); text != nullptr && body.find("row") == nullptr)
    (*body.as_object())["row"] = json::Object{{"text", *text}};
  TRY_ASSIGN(const std::string program, call.services.places.own_program());
  TRY_ASSIGN(auto argv, io::confined({.shown = {{program, "/millrace"}}, .cpu_seconds = 5},
                                     {"/millrace", "clean-preview"}));
  TRY_ASSIGN(
      const io::Captured out,
      io::capture({.argv = std::move(argv)},
                  {.timeout = kMostTime, .max_bytes = kMostOutput, .input = json::dump(body)}));
  if (out.status.success() && !out.cut) return net::Response::json(200, out.out);
  const std::string words(base::trim(out.err));
  return fail(ErrorCode::kInvalid, words.empty() ? "the operators took too long or too much memory"
                                                 : base::to_valid_utf8(words.substr(0, 600)));
}

}  // namespace

void add_clean_routes(Routes& routes) {
  const std::string tag(resource::CleanTask::kind().plural);
  routes.add({.method = "GET",
              .path = "/api/v1/clean-operators",
              .summary = "Operators of clean tasks: groups, options as JSON Schema, defaults.",
              .tag = tag,
              .permission = "",
              .response_schema = json::Object{{"type", "object"}}},
             list_operators);
  routes.add({.method = "POST",
              .path = collection_path(resource::CleanTask::kind()) + ":preview",
              .summary = "What operators do to a text or a row, step by step: "
                         "{\"ops\", \"text\" | \"row\", \"fields\"?}.",
              .tag = tag,
              .permission = "clean_task.create",
              .request_schema = json::Object{{"type", "object"}},
              .response_schema = json::Object{{"type", "object"}}},
             preview);
}

}  // namespace millrace::api
