// The stage before the command: a virtual environment for its requirements, built inside the
// sandbox and kept under the hash of what it was built from.
#include "base/log.h"
#include "io/process_lock.h"
#include "shim/keeper.h"

#include <unistd.h>

namespace millrace::shim {
namespace {

// Errors stop it; what pip says is in the run's log. The paths stay the same from build to use. The
// system's own pip serves where there is one: unpacking another takes seconds.
constexpr std::string_view kBuild = R"(set -e
echo '[millrace: installing the requirements]'
python3 -m venv --system-site-packages --without-pip /opt/venv
if /opt/venv/bin/python3 -c 'import pip' 2>/dev/null; then
  printf '#!/opt/venv/bin/python3\nimport runpy\nrunpy.run_module("pip", run_name="__main__", alter_sys=True)\n' > /opt/venv/bin/pip
  chmod 755 /opt/venv/bin/pip
  ln -s pip /opt/venv/bin/pip3
else
  /opt/venv/bin/python3 -m ensurepip
fi
/opt/venv/bin/python3 -m pip install --no-input --disable-pip-version-check -r /opt/requirements.txt
echo '[millrace: requirements installed]'
)";

std::string last_lines(std::string_view text, int lines) {
  std::size_t from = text.size();
  while (from > 0 && lines > 0) {
    const auto line_end = text.rfind('\n', from - 1);
    if (line_end == std::string_view::npos) {
      from = 0;
      break;
    }
    if (line_end + 1 < text.size()) --lines;
    from = line_end;
    if (lines == 0) return std::string(text.substr(line_end + 1));
  }
  return std::string(text.substr(from));
}

}  // namespace

std::string Keeper::install_requirements() {
  std::optional<io::ProcessLock> lock;
  while (!stop_wanted_) {
    if (io::exists(fs_, plan_.venv)) return "";
    auto held = io::ProcessLock::acquire(plan_.venv + ".lock");
    if (held) {
      lock.emplace(*std::move(held));
      break;
    }
    if (held.error().code != ErrorCode::kConflict)
      return "RequirementsFailed: " + held.error().message;
    // Another instance builds the same: ours when it is done.
    if (const auto waited = loop_.run_once(base::Duration(200)); !waited)
      return "RequirementsFailed: " + waited.error().message;
    tick(nullptr, {});
  }
  if (stop_wanted_) return "";
  if (io::exists(fs_, plan_.venv)) return "";
  const std::string building = plan_.venv + ".building";
  const std::string why = build_venv(building);
  if (!why.empty()) {
    [[maybe_unused]] const auto ignored = fs_.remove_tree(building);
    return why;
  }
  if (const auto named = fs_.rename(building, plan_.venv); !named)
    return "RequirementsFailed: " + named.error().message;
  return "";
}

std::string Keeper::build_venv(const std::string& building) {
  const auto prepare = [&]() -> Result<void> {
    TRY(fs_.remove_tree(building));
    TRY(fs_.make_directories(building, 0755));
    if (plan_.uid >= 0 && ::chown(building.c_str(), static_cast<uid_t>(plan_.uid),
                                  static_cast<gid_t>(plan_.gid)) != 0)
      return base::from_errno(errno, "give " + building + " to its user");
    return {};
  };
  if (const auto ready = prepare(); !ready) return "RequirementsFailed: " + ready.error().message;
  ShimPlan plan = plan_;
  plan.mounts.push_back({building, std::string(kVenvInside), protocol::MountAccess::kReadWrite});
  InsideOrder build = order({"/bin/sh", "-c", std::string(kBuild)});
  build.working_directory = "/tmp";
  const auto ending = run_stage(plan, build, Stage::kRequirements);
  if (!ending) return "RequirementsFailed: " + ending.error().message;
  if (stop_wanted_) return "StoppedBeforeStart: stopped while the requirements were installed";
  if (!ending->started)
    return ending->why.empty() ? "SandboxFailed: " + log_->recent() : ending->why;
  if (ending->status && *ending->status == 0) return "";
  if (ending->out_of_memory) return "RequirementsFailed: out of memory while installing";
  return "RequirementsFailed: " + last_lines(log_->recent(), 5);
}

}  // namespace millrace::shim
