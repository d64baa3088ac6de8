#include "domain/plan_run.h"

#include <algorithm>

namespace millrace::domain {

bool is_reserved_variable(std::string_view name) {
  return name.starts_with("PET_") || name.starts_with("MILLRACE_") || name == "MASTER_ADDR" ||
         name == "MASTER_PORT" || name == "WORLD_SIZE" || name == "RANK" || name == "LOCAL_RANK" ||
         name == "NODE_NAME";
}

std::vector<protocol::EnvironmentVariable> run_environment(
    const std::vector<protocol::EnvironmentVariable>& wanted, int instances, std::int64_t cards) {
  std::vector<protocol::EnvironmentVariable> out;
  for (const auto& variable : wanted)
    if (!is_reserved_variable(variable.name)) out.push_back(variable);
  const auto set = [&](std::string name, std::string value) {
    out.push_back({std::move(name), std::move(value)});
  };
  const std::int64_t processes = std::max<std::int64_t>(1, cards);
  const std::string port = std::to_string(kMasterPort);
  set("PET_NNODES", std::to_string(instances));
  set("PET_NPROC_PER_NODE", std::to_string(processes));
  set("PET_MASTER_ADDR", "127.0.0.1");
  set("PET_MASTER_PORT", port);
  set("MASTER_ADDR", "127.0.0.1");
  set("MASTER_PORT", port);
  if (processes == 1)
    set("WORLD_SIZE", std::to_string(instances));  // with more, torchrun counts itself
  set("MILLRACE_OUTPUT_DIR", "/work/output");
  return out;
}

protocol::Resources resources_of(const resource::Flavor& flavor) {
  return {.cpu_millis = flavor.cpu_millis,
          .memory_bytes = flavor.memory_bytes,
          .card_model = flavor.card_model,
          .cards = flavor.cards};
}

json::Value freeze_flavor(const resource::Flavor& flavor) {
  return json::Object{{"id", flavor.id},
                      {"name", flavor.name},
                      {"cpu_millis", flavor.cpu_millis},
                      {"memory_bytes", flavor.memory_bytes},
                      {"card_model", flavor.card_model},
                      {"cards", flavor.cards}};
}

std::string below(std::string folder, const std::string& path) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return path.empty() ? folder : folder + "/" + path;
}

}  // namespace millrace::domain
