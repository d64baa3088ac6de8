// -o table|json|yaml: values of the API on standard output.
#pragma once
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/context.h"
#include "json/value.h"
#include "resource/object.h"

namespace millrace::cli {

enum class Format { kTable, kJson, kYaml };
Result<Format> output_format(const Args& args, Format otherwise = Format::kTable);
void print_value(Context& context, Format format, const json::Value& value);  // kTable: as YAML
// Fields that --columns names; none: the usual ones.
std::vector<std::string> wanted_columns(const Args& args);
// One object; kTable: a table with one row, and below it what is shown only once.
void print_object(Context& context, const Args& args, Format format, const resource::Kind* kind,
                  const json::Value& object);
void say(Context& context, std::string_view words);  // a line on standard error

}  // namespace millrace::cli
