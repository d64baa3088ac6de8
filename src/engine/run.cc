#include <fmt/format.h>

#include <algorithm>

#include "engine/command.h"

namespace millrace::engine {
namespace {

constexpr int kUsage = 2;

void list_commands(Console& console) {
  console.note("usage: millrace-engine COMMAND [flags]      COMMAND --help says more");
  for (const Command& command : commands())
    console.note(fmt::format("  {:<11} {}", command.name, command.summary));
}

void explain(const Command& command, Console& console) {
  console.note(fmt::format("millrace-engine {}: {}", command.name, command.summary));
  for (const Flag& flag : command.flags) {
    const bool required = flag.need == Flag::Need::kRequired;
    console.note(fmt::format("  {:<27} {}{}", fmt::format("--{} {}", flag.name, flag.value),
                             flag.help, required ? " (required)" : ""));
  }
}

int report(const Error& error, Console& console) {
  console.note("millrace-engine: " + error.to_string());
  return base::info(error.code).exit_status;
}

}  // namespace

int run(const std::vector<std::string>& words, Console& console) {
  if (words.empty() || words[0] == "--help" || words[0] == "help") {
    list_commands(console);
    return words.empty() ? kUsage : 0;
  }
  const auto command = std::ranges::find(commands(), std::string_view(words[0]), &Command::name);
  if (command == commands().end()) {
    console.note(fmt::format("millrace-engine: there is no command \"{}\"", words[0]));
    list_commands(console);
    return kUsage;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (std::ranges::find(rest, "--help") != rest.end()) {
    explain(*command, console);
    return 0;
  }
  const auto flags = Flags::parse(command->flags, rest);
  if (!flags) return report(flags.error(), console);
  const auto done = command->run(*flags, console);
  return done ? 0 : report(done.error(), console);
}

}  // namespace millrace::engine
