// start, stop, publish, …: POST …/{id}:verb.
#include <fmt/core.h>

#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/body.h"
#include "cli/command.h"
#include "cli/output.h"

namespace millrace::cli {

Result<int> run_verb(Context& context, const Args& args, std::string_view verb) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const std::vector<json::Value> documents, read_documents(context, args));
  if (documents.size() > 1)
    return fail(ErrorCode::kInvalid, fmt::format("{} takes one document", verb));
  json::Object body = documents.empty() ? json::Object() : *documents[0].as_object();
  const bool two_words = args.words.size() > 1 && args.words[1].find('=') == std::string::npos;
  const std::size_t named = two_words ? 2 : 1;
  TRY(assign(body, std::span(args.words).subspan(named), nullptr));
  TRY_ASSIGN(const Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, c);
  TRY_ASSIGN(const auto answer, api.call("POST", fmt::format("{}:{}", address.object(), verb),
                                         json::Value(std::move(body))));
  if (answer.body.is_null())
    say(context, fmt::format("{}: {} done", address.noun, verb));
  else if (answer.body.find("kind"))
    print_object(context, args, format, address.kind, answer.body);
  else
    print_value(context, format, answer.body);
  return 0;
}

}  // namespace millrace::cli
