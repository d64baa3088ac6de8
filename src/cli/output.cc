#include "cli/output.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "cli/columns.h"
#include "cli/yaml.h"

namespace millrace::cli {

Result<Format> output_format(const Args& args, Format otherwise) {
  if (!args.has("--output")) return otherwise;
  const std::string word = args.value("--output");
  if (word == "table") return Format::kTable;
  if (word == "json") return Format::kJson;
  if (word == "yaml") return Format::kYaml;
  return fail(ErrorCode::kInvalid,
              fmt::format("--output takes table, json or yaml, not {:?}", word));
}

void print_value(Context& context, Format format, const json::Value& value) {
  context.console.write_out(format == Format::kJson ? json::dump_pretty(value) + "\n"
                                                    : to_yaml(value));
}

void print_object(Context& context, const Args& args, Format format, const resource::Kind* kind,
                  const json::Value& object) {
  if (format != Format::kTable) return print_value(context, format, object);
  std::vector<std::string> wanted;
  for (const auto name : base::split(args.value("--columns"), ','))
    if (!name.empty()) wanted.emplace_back(name);
  context.console.write_out(object_table(kind, {&object, 1}, wanted).text());
}

void say(Context& context, std::string_view words) {
  context.console.write_err(std::string(words) + "\n");
}

}  // namespace millrace::cli
