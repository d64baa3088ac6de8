// YAML for people: documents in, values out. The only place that knows YAML. Pure.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace millrace::yaml {

// Every document of the text; plain scalars by the core schema (YAML 1.2, 10.3). kInvalid "line N:
// …".
Result<std::vector<json::Value>> parse_yaml(std::string_view text);

// One document, and the line on which each of its values begins.
struct Document {
  json::Value value;
  std::map<std::string, std::size_t, std::less<>> lines;  // "a.b[2].c" → 1 and up

  // Of the nearest that is there: an error of "a.b.c" may be that c is missing in a.b.
  std::size_t line_of(std::string_view path) const;
};
// kInvalid also where there are none or several.
Result<Document> parse_document(std::string_view text);

std::string to_yaml(const json::Value& value);  // ends with a line break

}  // namespace millrace::yaml
