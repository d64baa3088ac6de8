// TOML text as a JSON document, with the line of every key. The only place that knows TOML. Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "json/value.h"

namespace millrace::settings {

struct TomlDocument {
  json::Object root;
  // "server.listen", "node.cards[1].count" → line, from 1; sections and lists too.
  std::map<std::string, int, std::less<>> lines;
};

// kInvalid "FILE:LINE: what is wrong". At most 64 KiB and 16 levels.
Result<TomlDocument> parse_toml(std::string_view text, std::string_view file_name);

}  // namespace millrace::settings
