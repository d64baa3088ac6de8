// Where settings come from: flag > environment > file > default. Every value remembers its source.
// Pure but for reading the one file.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/file_system.h"
#include "settings/settings.h"

namespace millrace::settings {

enum class Origin { kDefault, kFile, kEnvironment, kFlag };

struct Source {
  Origin origin = Origin::kDefault;
  std::string
      where{};  // "millrace.toml:12", "MILLRACE_SERVER_LISTEN", "--listen"; empty for defaults
};

struct Inputs {
  // As on the command line, without the program and the command: "--data", "d", "--listen=…".
  std::vector<std::string> flags{};
  std::vector<std::string> environment{};  // "NAME=value"
};

struct Loaded {
  Settings settings;
  std::map<std::string, Source, std::less<>> sources{};  // by "section.key"; absent: default
  std::optional<std::string> file{};    // that was read: --config or MILLRACE_CONFIG
  std::vector<std::string> warnings{};  // for people; nothing that stops a start
};

// kInvalid with one violation per setting at fault; the field says which source gave it.
Result<Loaded> load(io::FileSystem& fs, const Inputs& inputs);

// One line of `millrace config show`.
struct Shown {
  std::string name;    // "server.listen"
  std::string value;   // as JSON; secrets that are set as "***"
  std::string source;  // "default", "millrace.toml:12", "MILLRACE_SERVER_LISTEN", "--listen"
  std::string_view doc;
};
std::vector<Shown> show(const Loaded& loaded);

// Every flag with its words, for the help of `server`.
std::vector<std::pair<std::string, std::string_view>> flag_help();

}  // namespace millrace::settings
