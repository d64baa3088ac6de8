#include "cli/output.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "cli/columns.h"
#include "yaml/yaml.h"

namespace millrace::cli {
namespace {

// What an answer holds beside the fields of its kind is there only this once: a code, a secret.
void show_secrets(Context& context, const resource::Kind& kind, const json::Value& object) {
  if (object.as_object() == nullptr) return;
  for (const auto& [name, value] : *object.as_object()) {
    const bool usual = name == "kind" || name == kind.name_field || kind.table->find(name) ||
                       resource::object_table().find(name);
    if (usual || value.as_string() == nullptr) continue;
    context.console.write_out(fmt::format("{}: {}\n", name, *value.as_string()));
    say(context, fmt::format("keep the {}: it is shown only this once", name));
  }
}

}  // namespace

std::vector<std::string> wanted_columns(const Args& args) {
  const std::string list = args.value("--columns");
  std::vector<std::string> names;
  for (const auto name : base::split(list, ','))
    if (!name.empty()) names.emplace_back(name);
  return names;
}

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
                                                    : yaml::to_yaml(value));
}

void print_object(Context& context, const Args& args, Format format, const resource::Kind* kind,
                  const json::Value& object) {
  if (format != Format::kTable) return print_value(context, format, object);
  context.console.write_out(
      object_table(kind, {&object, 1}, wanted_columns(args), context.clock.now()).text());
  if (kind != nullptr) show_secrets(context, *kind, object);
}

void say(Context& context, std::string_view words) {
  context.console.write_err(std::string(words) + "\n");
}

}  // namespace millrace::cli
