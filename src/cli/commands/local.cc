// What needs no server: server itself, config show, doctor, backup, restore, help, version,
// completion.
#include <fmt/core.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/table.h"
#include "settings/load.h"

namespace millrace::cli {
namespace {

Result<settings::Loaded> load_settings(Context& context, const Args& args) {
  if (!args.words.empty())
    return fail(ErrorCode::kInvalid, fmt::format("{:?} is not a flag", args.words[0]));
  TRY_ASSIGN(settings::Loaded loaded,
             settings::load(context.files, {args.settings, context.environment}));
  for (const std::string& warning : loaded.warnings) say(context, "millrace: " + warning);
  return loaded;
}

std::string_view state_word(Check::State state) {
  switch (state) {
    case Check::State::kOk:
      return "ok";
    case Check::State::kWarning:
      return "warning";
    case Check::State::kFailed:
      return "failed";
    case Check::State::kSkipped:
      return "skipped";
  }
  return "";
}

Error not_here(std::string_view what) {
  return fail(ErrorCode::kUnavailable, fmt::format("this program was built without {}", what));
}

}  // namespace

Result<int> run_server(Context& context, const Args& args) {
  TRY_ASSIGN(const settings::Loaded loaded, load_settings(context, args));
  if (!context.local.server) return not_here("the server");
  return context.local.server(loaded);
}

Result<int> run_config_show(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const settings::Loaded loaded, load_settings(context, args));
  const auto rows = settings::show(loaded);
  if (format == Format::kTable) {
    TextTable table({"SETTING", "VALUE", "FROM", "WHAT IT IS"});
    for (const auto& row : rows) table.add({row.name, row.value, row.source, std::string(row.doc)});
    context.console.write_out(table.text());
    return 0;
  }
  json::Array all;
  for (const auto& row : rows) {
    auto value = json::parse(row.value);
    all.emplace_back(json::Object{{"name", row.name},
                                  {"value", value ? std::move(*value) : json::Value(row.value)},
                                  {"source", row.source},
                                  {"doc", row.doc}});
  }
  print_value(context, format, json::Value(std::move(all)));
  return 0;
}

Result<int> run_doctor(Context& context, const Args& args) {
  TRY_ASSIGN(const settings::Loaded loaded, load_settings(context, args));
  if (!context.local.doctor) return not_here("its checks");
  TRY_ASSIGN(const std::vector<Check> checks, context.local.doctor(loaded));
  int failed = 0;
  for (const Check& c : checks) {
    if (c.state == Check::State::kFailed) ++failed;
    if (args.has("--json")) {
      context.console.write_out(json::dump(json::Value(json::Object{{"check", c.name},
                                                                    {"state", state_word(c.state)},
                                                                    {"found", c.found},
                                                                    {"advice", c.advice}})) +
                                "\n");
      continue;
    }
    context.console.write_out(fmt::format("{:8} {}: {}\n", state_word(c.state), c.name, c.found));
    if (!c.advice.empty()) context.console.write_out(fmt::format("         → {}\n", c.advice));
  }
  if (failed > 0) say(context, fmt::format("{} of {} checks failed", failed, checks.size()));
  return failed > 0 ? 1 : 0;
}

Result<int> run_backup(Context& context, const Args& args) {
  TRY_ASSIGN(const settings::Loaded loaded, load_settings(context, args));
  if (!args.has("--to")) return fail(ErrorCode::kInvalid, "say where to: --to FILE");
  if (io::exists(context.files, args.value("--to")))
    return fail(ErrorCode::kAlreadyExists, fmt::format("{} is there already", args.value("--to")));
  if (!context.local.backup) return not_here("the database");
  TRY(context.local.backup(loaded, args.value("--to")));
  say(context, fmt::format("saved to {}", args.value("--to")));
  return 0;
}

Result<int> run_restore(Context& context, const Args& args) {
  TRY_ASSIGN(const settings::Loaded loaded, load_settings(context, args));
  if (!args.has("--from")) return fail(ErrorCode::kInvalid, "say where from: --from FILE");
  if (!context.local.restore) return not_here("the database");
  TRY(context.local.restore(loaded, args.value("--from")));
  say(context, fmt::format("restored from {}", args.value("--from")));
  return 0;
}

Result<int> run_version(Context& context, const Args&) {
  context.console.write_out(version_line());
  return 0;
}

Result<int> run_help(Context& context, const Args& args) {
  if (args.words.empty()) {
    context.console.write_out(overview());
    return 0;
  }
  std::string name;
  for (const std::string& word : args.words) name += (name.empty() ? "" : " ") + word;
  const Command* command = find_command(name);
  if (command == nullptr)
    return fail(ErrorCode::kInvalid,
                fmt::format("there is no command {:?}; `millrace help` lists all", name));
  context.console.write_out(help_of(*command));
  return 0;
}

Result<int> run_completion(Context& context, const Args& args) {
  if (args.words.size() != 1 || args.words[0] != "bash")
    return fail(ErrorCode::kInvalid, "there is completion for bash: millrace completion bash");
  context.console.write_out(bash_completion());
  return 0;
}

}  // namespace millrace::cli
