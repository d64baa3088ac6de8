#include "control/instance_specs.h"

#include <algorithm>

namespace millrace::control {
namespace {

using Environment = std::vector<protocol::EnvironmentVariable>;

void set(Environment& env, std::string name, std::string value) {
  std::erase_if(env, [&](const auto& v) { return v.name == name; });
  env.push_back({std::move(name), std::move(value)});
}

bool has(const Environment& env, std::string_view name) {
  return std::any_of(env.begin(), env.end(), [&](const auto& v) { return v.name == name; });
}

Environment environment(const resource::Run& run, const resource::RunInstance& i,
                        const protocol::Role& role) {
  Environment env = role.env;
  const std::string index = std::to_string(i.index);
  if (has(env, "PET_NNODES")) set(env, "PET_NODE_RANK", index);
  if (has(env, "WORLD_SIZE")) {  // one process an instance: its rank is known here
    set(env, "RANK", index);
    set(env, "LOCAL_RANK", "0");
  }
  set(env, "MILLRACE_RUN_ID", run.id);
  set(env, "MILLRACE_INSTANCE", index);
  set(env, "MILLRACE_RESTART_COUNT", std::to_string(run.attempt - 1));
  if (!run.resume_from.empty()) set(env, "MILLRACE_RESUME_FROM", run.resume_from);
  set(env, "NODE_NAME", i.node_name);
  return env;
}

}  // namespace

protocol::RunSpec spec_of(const resource::Run& run) {
  protocol::RunSpec spec;
  describe::decode_stored(describe::Described<protocol::RunSpec>::get(), run.spec, &spec);
  return spec;
}

std::vector<const protocol::Role*> roles_of_instances(const protocol::RunSpec& spec) {
  std::vector<const protocol::Role*> out;
  for (const auto& role : spec.roles)
    out.insert(out.end(), static_cast<std::size_t>(role.replicas), &role);
  return out;
}

runtime::AttemptKey attempt_of(const resource::Run& run) {
  return {run.id, run.attempt};
}

std::vector<protocol::InstanceSpec> instance_specs(const resource::Run& run) {
  const protocol::RunSpec spec = spec_of(run);
  const auto roles = roles_of_instances(spec);
  std::vector<protocol::InstanceSpec> out;
  for (const auto& i : run.instances) {
    const protocol::Role& role = *roles.at(static_cast<std::size_t>(i.index));
    protocol::InstanceSpec s;
    s.run_id = run.id;
    s.attempt = run.attempt;
    s.instance = i.index;
    s.node = i.node;
    s.workspace = spec.workspace;
    s.user = spec.user;
    s.command = role.command;
    s.env = environment(run, i, role);
    s.working_directory = role.working_directory;
    s.resources = role.resources;
    s.cards = i.cards;
    s.mounts = role.mounts;
    s.ports = role.ports;
    s.egress = spec.egress;
    s.network = spec.network;
    s.stop_grace_s = spec.stop_grace_s;
    s.image = spec.image;
    s.requirements = spec.requirements;
    s.resume_run = run.resume_run;
    out.push_back(std::move(s));
  }
  return out;
}

std::vector<sched::Holding> holdings(const resource::Run& run) {
  std::vector<sched::Holding> out;
  if (!resource::is_active(run.state)) return out;
  const protocol::RunSpec spec = spec_of(run);
  const auto roles = roles_of_instances(spec);
  for (const auto& i : run.instances) {
    if (i.node.empty()) continue;
    const auto& r = roles.at(static_cast<std::size_t>(i.index))->resources;
    out.push_back({.node = i.node,
                   .cpu_millis = r.cpu_millis,
                   .memory_bytes = r.memory_bytes,
                   .cards = i.cards});
  }
  return out;
}

sched::WaitingRun waiting_run(const resource::Run& run) {
  sched::WaitingRun out{
      .id = run.id, .name = run.name, .cluster = run.cluster, .priority = run.priority};
  out.queued_at_ms = base::unix_ms(run.queued_at.value_or(run.created_at));
  for (const auto& role : spec_of(run).roles)
    out.roles.push_back({.replicas = role.replicas, .resources = role.resources});
  return out;
}

}  // namespace millrace::control
