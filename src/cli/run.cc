#include <fmt/core.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"

namespace millrace::cli {
namespace {

constexpr int kUsageStatus = 2;

int report(Context& context, const Error& error) {
  say(context, "millrace: " + error.message);
  const bool said = error.violations.size() == 1 &&
                    error.message == error.violations[0].field + ": " + error.violations[0].reason;
  for (const auto& v : error.violations)
    if (!said) say(context, fmt::format("  {}: {}", v.field, v.reason));
  for (const std::string& note : error.notes)
    if (note.starts_with("request ")) say(context, fmt::format("  ({})", note));
  return base::info(error.code).exit_status;
}

// "config show" is two words.
const Command* take_command(std::span<const std::string>& words) {
  if (words.size() >= 2) {
    if (const Command* two = find_command(words[0] + " " + words[1])) {
      words = words.subspan(2);
      return two;
    }
  }
  const Command* one = find_command(words[0]);
  if (one) words = words.subspan(1);
  return one;
}

}  // namespace

int run(Context& context, const std::vector<std::string>& all) {
  std::span<const std::string> words(all);
  if (words.empty() || words[0] == "--help" || words[0] == "-h") {
    context.console.write_out(overview());
    return words.empty() ? kUsageStatus : 0;
  }
  if (words[0] == "--version") {
    context.console.write_out(version_line());
    return 0;
  }
  const Command* command = take_command(words);
  if (command == nullptr) {
    say(context,
        fmt::format("millrace: there is no command {:?}; `millrace help` lists all", words[0]));
    return kUsageStatus;
  }
  const std::vector<Flag> flags = flags_of(*command);
  const auto asks_help = [&] {
    for (const std::string& w : words) {
      if (w == "--") return false;
      if (w == "--help" || w == "-h") return true;
    }
    return false;
  };
  if (asks_help()) {
    context.console.write_out(help_of(*command));
    return 0;
  }
  const auto args = parse_args(words, flags, command->other);
  if (!args) {
    say(context, fmt::format("millrace {}: {}; see `millrace help {}`", command->name,
                             args.error().message, command->name));
    return kUsageStatus;
  }
  const auto status = command->run(context, *args);
  return status ? *status : report(context, status.error());
}

}  // namespace millrace::cli
