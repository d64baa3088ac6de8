#include <fmt/format.h>

#include "domain/clean_task_ops.h"
#include "json/writer.h"

namespace millrace::domain {
namespace {

using protocol::MountAccess;

constexpr std::string_view kData = "/work/mount/data/";
constexpr std::string_view kOutput = "/work/output";
constexpr std::int64_t kStopGrace = 10;  // what is finished is kept at once

json::Object frozen(const resource::CleanTask& task, const CleanInputs& in) {
  json::Array fields;
  for (const auto& field : task.fields) fields.emplace_back(field);
  return {{"flavor", freeze_flavor(in.flavor)},
          {"dataset", json::Object{{"id", in.dataset.id}, {"name", in.dataset.name}}},
          {"version", json::Object{{"id", in.version.id},
                                   {"name", in.version.name},
                                   {"sha256", in.version.sha256},
                                   {"edits_end", in.edits_end}}},
          {"fields", std::move(fields)},
          {"ops", task.ops}};
}

}  // namespace

std::vector<std::string> text_fields(const rows::Template& of) {
  std::vector<std::string> out;
  for (const auto& field : of.fields)
    if (field.form == rows::RowField::Form::kText) out.emplace_back(field.name);
  return out;
}

Plan plan_clean_task(const resource::CleanTask& task, const CleanInputs& in) {
  protocol::Role role;
  role.name = "master";
  role.replicas = task.master_count;
  role.resources = resources_of(in.flavor);
  role.env = run_environment(task.env, task.master_count + task.worker_count, 0);
  const std::string data = std::string(kData) + in.dataset.name;
  role.mounts = {{in.program, std::string(kProgramInside), MountAccess::kReadOnly},
                 {in.folder, data, MountAccess::kReadOnly}};
  const std::string of(word(in.dataset.dataset_template));
  const auto fields = task.fields.empty() ? text_fields(*rows::find_template(of)) : task.fields;
  role.command = {std::string(kProgramInside), "clean-dataset", "--rows", data, "--template", of,
                  "--segments", fmt::to_string(fmt::join(in.version.segments, ",")), "--edits-end",
                  std::to_string(in.edits_end), "--fields", fmt::to_string(fmt::join(fields, ",")),
                  "--ops", json::dump(task.ops), "--output", std::string(kOutput), "--workers",
                  std::to_string(std::max<std::int64_t>(1, in.flavor.cpu_millis / 1000)),
                  // The rest is for the program itself and the kernel's cache of files.
                  "--memory", std::to_string(in.flavor.memory_bytes / 2)};
  Plan out;
  out.spec.run_id = in.run_id;
  out.spec.workspace = task.workspace;
  out.spec.user = task.owner;
  out.spec.roles.push_back(role);
  if (task.worker_count > 0) {
    role.name = "worker";
    role.replicas = task.worker_count;
    out.spec.roles.push_back(std::move(role));
  }
  out.spec.egress = protocol::Egress::kNone;
  out.spec.stop_grace_s = kStopGrace;
  out.frozen = frozen(task, in);
  return out;
}

}  // namespace millrace::domain
