// The one table of commands: dispatch, help and shell completion all read it. Constants.
#pragma once
#include <span>
#include <string_view>

#include "cli/args.h"
#include "cli/context.h"

namespace millrace::cli {

// The exit status, or what went wrong.
using CommandRun = Result<int> (*)(Context&, const Args&);

struct Command {
  std::string_view name;      // "logs", "config show"
  std::string_view synopsis;  // behind the name: "[-f] RESOURCE ID"
  std::string_view summary;   // one line
  std::string_view detail;    // more lines for its own help, or empty
  std::span<const Flag> flags;
  CommandRun run;
  OtherFlags other = OtherFlags::kRefused;
  enum class Calls { kServer, kNobody } calls = Calls::kServer;  // kServer: takes --server too
};
std::span<const Command> commands();
const Command* find_command(std::string_view name);
std::vector<Flag> flags_of(const Command& command);  // its own and the common ones

// commands/: one file per group.
Result<int> run_login(Context&, const Args&);
Result<int> run_logout(Context&, const Args&);
Result<int> run_whoami(Context&, const Args&);
Result<int> run_get(Context&, const Args&);
Result<int> run_list(Context&, const Args&);
Result<int> run_create(Context&, const Args&);
Result<int> run_update(Context&, const Args&);
Result<int> run_delete(Context&, const Args&);
Result<int> run_watch(Context&, const Args&);
Result<int> run_wait(Context&, const Args&);
Result<int> run_verb(Context&, const Args&, std::string_view verb);
// The same of a whole collection: POST …/share-codes:resolve.
Result<int> run_verb_of_all(Context&, const Args&, std::string_view verb);
Result<int> run_logs(Context&, const Args&);
Result<int> run_events(Context&, const Args&);
Result<int> run_metrics(Context&, const Args&);
Result<int> run_scalars(Context&, const Args&);
Result<int> run_exec(Context&, const Args&);
Result<int> run_cp(Context&, const Args&);
Result<int> run_upload(Context&, const Args&);
Result<int> run_import(Context&, const Args&);
Result<int> run_clean_dataset(Context&, const Args&);
Result<int> run_clean_preview(Context&, const Args&);
Result<int> run_clean(Context&, const Args&);
Result<int> run_config_show(Context&, const Args&);
Result<int> run_doctor(Context&, const Args&);
Result<int> run_backup(Context&, const Args&);
Result<int> run_restore(Context&, const Args&);
Result<int> run_server(Context&, const Args&);
Result<int> run_version(Context&, const Args&);
Result<int> run_help(Context&, const Args&);
Result<int> run_completion(Context&, const Args&);

}  // namespace millrace::cli
