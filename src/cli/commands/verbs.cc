// start, stop, publish, …: POST …/{id}:verb.
#include <fmt/core.h>

#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/output.h"

namespace millrace::cli {

namespace {

// POST `path` with what the words from `named` on and the files say.
Result<int> post(Context& context, const Args& args, const std::string& path, std::size_t named,
                 const Address& address, std::string_view verb) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const std::vector<json::Value> documents, read_documents(context, args));
  if (documents.size() > 1)
    return fail(ErrorCode::kInvalid, fmt::format("{} takes one document", verb));
  json::Object body = documents.empty() ? json::Object() : *documents[0].as_object();
  TRY(assign(body, std::span(args.words).subspan(named), nullptr));
  TRY_ASSIGN(const Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, c);
  TRY_ASSIGN(const auto answer,
             api.call("POST", fmt::format("{}:{}", path, verb), json::Value(std::move(body))));
  if (answer.body.is_null())
    say(context, fmt::format("{}: {} done", address.noun, verb));
  else if (const std::string* kind =
               answer.body.find("kind") ? answer.body.find("kind")->as_string() : nullptr)
    print_object(context, args, format, resource::find_kind(*kind), answer.body);
  else
    print_value(context, format, answer.body);
  return 0;
}

}  // namespace

Result<int> run_verb(Context& context, const Args& args, std::string_view verb) {
  TRY_ASSIGN(const Address address, object_address(context, args));
  return post(context, args, address.object(), words_of_object(args), address, verb);
}

Result<int> run_verb_of_all(Context& context, const Args& args, std::string_view verb) {
  if (args.words.empty())
    return fail(ErrorCode::kInvalid, "say of which resource, as: check_name models name=m");
  TRY_ASSIGN(const Address address, find_address(context, args, args.words[0], std::nullopt));
  if (!address.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("{} is for all of a resource, not for one object", verb));
  return post(context, args, address.collection, 1, address, verb);
}

}  // namespace millrace::cli
