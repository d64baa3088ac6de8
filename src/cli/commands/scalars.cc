// scalars: of event files on this machine, or of a run through the server.
#include <fmt/core.h>

#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/event_files.h"
#include "cli/output.h"
#include "cli/series.h"

namespace millrace::cli {

Result<int> run_scalars(Context& context, const Args& args) {
  if (args.words.size() == 1 && io::exists(context.files, args.words[0])) {
    TRY(print_event_files(context, args.words[0]));
    return 0;
  }
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Query query;
  if (args.has("--tags")) query.emplace_back("tags", args.value("--tags"));
  if (args.has("--run")) query.emplace_back("run", args.value("--run"));
  TRY_ASSIGN(const json::Value answer, api.get(address.object() + "/scalars", query));
  if (format != Format::kTable)
    print_value(context, format, answer);
  else
    show_series(context, answer);
  return 0;
}

}  // namespace millrace::cli
