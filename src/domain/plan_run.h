// What a planner yields, and the parts that planners of several kinds share. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "protocol/run_spec.h"
#include "resource/machines.h"
#include "resource/workload.h"

namespace millrace::domain {

// A planned run: the specification and what the names in it meant.
struct Plan {
  protocol::RunSpec spec{};
  json::Object frozen{};
  resource::FaultTolerance fault_tolerance{};
  // Stands for all that the result depends on: a run goes on from the checkpoint of the stopped one
  // before it when both have the same. Empty: every run begins anew.
  std::string resume_key{};
};

// What instances meet on; constant, since each run has a network of its own.
inline constexpr int kMasterPort = 29'500;

// Names that the platform gives its own meaning.
bool is_reserved_variable(std::string_view name);
// The user's variables but for reserved names, and the platform's own that no instance differs in.
std::vector<protocol::EnvironmentVariable> run_environment(
    const std::vector<protocol::EnvironmentVariable>& wanted, int instances, std::int64_t cards);

protocol::Resources resources_of(const resource::Flavor& flavor);
json::Value freeze_flavor(const resource::Flavor& flavor);

std::string below(std::string folder, const std::string& path);

}  // namespace millrace::domain
