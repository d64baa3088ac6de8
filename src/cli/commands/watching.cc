// events, metrics: what happened to a run and what it uses.
#include <fmt/core.h>

#include <algorithm>

#include "base/encode.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/series.h"

namespace millrace::cli {
namespace {

std::string path_of(const Address& address, const Args& args) {
  return args.has("--run") ? fmt::format("{}/runs/{}", address.object(),
                                         base::percent_encode(args.value("--run")))
                           : address.object();
}

std::string event_text(const json::Value& event) {
  std::string where;
  if (event.int_or("attempt", 0) > 0)
    where += fmt::format("attempt {}", event.int_or("attempt", 0));
  if (event.int_or("instance", -1) >= 0)
    where += fmt::format("{}instance {}", where.empty() ? "" : ", ", event.int_or("instance", -1));
  return where;
}

}  // namespace

Result<int> run_events(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const auto limit, args.number("--limit", 1, 500));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  json::Array all;
  std::string token;
  do {
    Query query{{"page_size", std::to_string(limit.value_or(500))}};
    if (limit) query.emplace_back("order", "newest");
    if (!token.empty()) query.emplace_back("page_token", token);
    TRY_ASSIGN(const json::Value page, api.get(path_of(address, args) + "/events", query));
    if (const json::Value* items = page.find("items"); items && items->as_array())
      all.insert(all.end(), items->as_array()->begin(), items->as_array()->end());
    token = limit ? "" : page.string_or("next_page_token", "");
  } while (!token.empty());
  if (limit) std::reverse(all.begin(), all.end());
  if (format != Format::kTable) {
    print_value(context, format, json::Value(json::Object{{"items", std::move(all)}}));
    return 0;
  }
  TextTable table({"TIME", "TYPE", "REASON", "WHERE", "BY", "MESSAGE"});
  for (const json::Value& e : all)
    table.add({cell("", e.find("at")), e.string_or("type", ""), e.string_or("reason", ""),
               event_text(e), e.string_or("actor_name", ""), e.string_or("message", "")});
  context.console.write_out(table.text());
  return 0;
}

Result<int> run_metrics(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Query query;
  for (const std::string_view name : {"names", "from", "to", "step", "by"})
    if (const std::string flag = "--" + std::string(name); args.has(flag))
      query.emplace_back(name, args.value(flag));
  TRY_ASSIGN(const json::Value answer, api.get(path_of(address, args) + "/metrics", query));
  if (format != Format::kTable)
    print_value(context, format, answer);
  else
    show_series(context, answer);
  return 0;
}

}  // namespace millrace::cli
