#include "control/sample_targets.h"

#include <algorithm>

#include "base/log.h"
#include "control/instance_specs.h"
#include "store/table.h"

namespace millrace::control {
namespace {

bool runs(const resource::RunInstance& i) {
  return i.state == resource::RunState::kRunning || i.state == resource::RunState::kStopping;
}

metrics::SampleTarget target_of(const resource::Run& run) {
  metrics::SampleTarget out{.key = attempt_of(run)};
  const protocol::RunSpec spec = spec_of(run);
  const auto roles = roles_of_instances(spec);
  for (const auto& i : run.instances) {
    if (!runs(i)) continue;
    const auto& given = roles.at(static_cast<std::size_t>(i.index))->resources;
    out.instances.push_back({.index = i.index,
                             .cpu_millis = given.cpu_millis,
                             .memory_bytes = given.memory_bytes,
                             .cards = i.cards});
    if (!i.started_at) continue;
    const std::int64_t started = base::unix_ms(*i.started_at);
    out.started_at_ms = out.started_at_ms == 0 ? started : std::min(out.started_at_ms, started);
  }
  return out;
}

}  // namespace

std::vector<metrics::SampleTarget> sample_targets(const std::vector<resource::Run>& active) {
  std::vector<metrics::SampleTarget> out;
  for (const auto& run : active) {
    auto target = target_of(run);
    if (!target.instances.empty()) out.push_back(std::move(target));
  }
  return out;
}

std::vector<metrics::SampleTarget> sample_targets(store::Store& store) {
  std::vector<resource::Run> active;
  const auto read = store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(active,
               store::Table<resource::Run>().all(tx, {.filter = {store::where("active", true)}}));
    return {};
  });
  if (!read)
    log_warning("control", "runs to sample could not be loaded",
                {{"error", read.error().to_string()}});
  return sample_targets(active);
}

}  // namespace millrace::control
