// get, list, create, update, delete: generic over every kind.
#include <fmt/core.h>

#include "base/encode.h"
#include "base/ids.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/body.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "cli/output.h"

namespace millrace::cli {
namespace {

constexpr std::int64_t kPage = 500;

Result<ApiClient> client(Context& context, const Args& args) {
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  return ApiClient(context, std::move(c));
}

struct Listed {
  json::Array items;
  bool more = false;
};

Result<Listed> list_all(ApiClient& api, const Args& args, const Address& address,
                        std::int64_t limit) {
  Listed all;
  std::string token;
  do {
    Query query{{"page_size", std::to_string(std::min<std::int64_t>(
                                  kPage, limit - static_cast<std::int64_t>(all.items.size())))}};
    if (args.has("--filter")) query.emplace_back("filter", args.value("--filter"));
    if (args.has("--order-by")) query.emplace_back("order_by", args.value("--order-by"));
    if (!token.empty()) query.emplace_back("page_token", token);
    TRY_ASSIGN(json::Value page, api.get(address.collection, query));
    json::Value* items = page.as_object() ? page.as_object()->find("items") : nullptr;
    if (items == nullptr || items->as_array() == nullptr)
      return fail(ErrorCode::kInternal, "the server's answer is no list");
    for (json::Value& item : *items->as_array()) all.items.push_back(std::move(item));
    token = page.string_or("next_page_token", "");
  } while (!token.empty() && static_cast<std::int64_t>(all.items.size()) < limit);
  all.more = !token.empty();
  return all;
}

}  // namespace

Result<int> run_get(Context& context, const Args& args) {
  if (args.words.size() == 1 && args.words[0].find('/') == std::string::npos)
    return run_list(context, args);
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(ApiClient api, client(context, args));
  TRY_ASSIGN(const json::Value object, api.get(address.object()));
  print_object(context, args, format, address.kind, object);
  return 0;
}

Result<int> run_list(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  if (args.words.size() != 1)
    return fail(ErrorCode::kInvalid, "list takes one resource, as: list training-jobs");
  TRY_ASSIGN(const Address address, find_address(context, args, args.words[0], std::nullopt));
  if (!address.id.empty()) return fail(ErrorCode::kInvalid, "that is one object: use get");
  TRY_ASSIGN(const auto limit, args.number("--limit", 1, 1'000'000));
  TRY_ASSIGN(ApiClient api, client(context, args));
  TRY_ASSIGN(Listed listed, list_all(api, args, address, limit.value_or(kPage)));
  if (listed.more)
    say(context,
        fmt::format("there are more than {}: use --limit or --filter", listed.items.size()));
  if (format != Format::kTable) {
    print_value(context, format, json::Value(json::Object{{"items", std::move(listed.items)}}));
    return 0;
  }
  if (listed.items.empty())
    say(context, fmt::format("no {}", args.words[0]));
  else
    context.console.write_out(
        object_table(address.kind, listed.items, wanted_columns(args), context.clock.now()).text());
  return 0;
}

Result<int> run_create(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  if (args.words.empty())
    return fail(ErrorCode::kInvalid, "say what to create, as: create training-jobs name=hello …");
  TRY_ASSIGN(const Address address, find_address(context, args, args.words[0], std::nullopt));
  if (!address.id.empty())
    return fail(ErrorCode::kInvalid, "the new object's name goes into the body: name=…");
  TRY_ASSIGN(std::vector<json::Value> bodies, read_documents(context, args));
  const auto words = std::span(args.words).subspan(1);
  if (bodies.empty()) bodies.emplace_back(json::Object());
  TRY_ASSIGN(ApiClient api, client(context, args));
  for (json::Value& body : bodies) {
    TRY(assign(*body.as_object(), words, address.kind));
    net::Headers headers;  // a call that is sent twice makes one object
    headers.set("Idempotency-Key", base::new_ulid(context.clock, context.rng));
    TRY_ASSIGN(const auto made, api.call("POST", address.collection, body, headers));
    print_object(context, args, format, address.kind, made.body);
  }
  return 0;
}

Result<int> run_update(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const auto version,
             args.number("--if-version", 0, std::numeric_limits<std::int64_t>::max()));
  TRY_ASSIGN(const std::vector<json::Value> documents, read_documents(context, args));
  if (documents.size() > 1) return fail(ErrorCode::kInvalid, "update takes one document");
  json::Object body = documents.empty() ? json::Object() : *documents[0].as_object();
  const std::size_t named = words_of_object(args);
  TRY(assign(body, std::span(args.words).subspan(named), address.kind));
  if (body.empty()) return fail(ErrorCode::kInvalid, "say what to change: NAME=VALUE or -f FILE");
  net::Headers headers;
  if (version) headers.set("If-Match", fmt::format("\"{}\"", *version));
  TRY_ASSIGN(ApiClient api, client(context, args));
  TRY_ASSIGN(const auto changed,
             api.call("PATCH", address.object(), json::Value(std::move(body)), headers));
  print_object(context, args, format, address.kind, changed.body);
  return 0;
}

Result<int> run_delete(Context& context, const Args& args) {
  TRY_ASSIGN(Address address, object_address(context, args));
  TRY_ASSIGN(ApiClient api, client(context, args));
  std::size_t next = 2;
  for (;;) {
    auto gone = api.call("DELETE", address.object(), std::nullopt);
    if (!gone && !(gone.error().code == ErrorCode::kNotFound && args.has("--ignore-not-found")))
      return std::move(gone).error();
    say(context, fmt::format("{} deleted", address.noun));
    if (next >= args.words.size()) return 0;
    TRY_ASSIGN(address, find_address(context, args, args.words[0], args.words[next++]));
  }
}

}  // namespace millrace::cli
