// Runs the stages of one instance (requirements, then the command) and writes down how it ended.
// Used by the outer half once it holds the lock. One thread.
#pragma once
#include <optional>

#include "shim/doors.h"
#include "shim/log_files.h"
#include "shim/sandbox.h"

namespace millrace::shim {

class Keeper {
 public:
  Keeper(InstanceFolder folder, protocol::InstanceSpec spec, ShimPlan plan, io::FileSystem& fs,
         Clock& clock);
  // To the end: kill tree, drain pipe, fsync log, write exit. The caller releases the lock.
  Result<void> run();

 private:
  // How a stage went. Neither started nor failed: the sandbox itself broke, or it was stopped.
  struct Ending {
    bool started = false;
    std::optional<int> status{};  // raw wait status of the command
    std::string why{};            // it never started
    bool out_of_memory = false;
    bool killed = false;  // by us
    std::int64_t duration_ms = 0;
  };
  enum class Stage { kRequirements, kCommand };

  Result<void> prepare();
  protocol::ExitRecord hold();
  std::string install_requirements();  // "" or why not
  std::string build_venv(const std::string& folder);
  Result<Ending> run_stage(const ShimPlan& plan, const InsideOrder& order, Stage stage);
  void hear(Sandbox& sandbox, Ending& ending);
  void take_output(Sandbox& sandbox);
  void drain(Sandbox& sandbox);
  void tick(Sandbox* sandbox, const Ending& ending);
  void look_at_desired();
  void beat();
  InsideOrder order(std::vector<std::string> command) const;
  protocol::ExitRecord record_of(const Ending& ending) const;

  InstanceFolder folder_;
  const protocol::InstanceSpec spec_;
  const ShimPlan plan_;
  io::FileSystem& fs_;
  Clock& clock_;
  PollLoop loop_{};
  std::unique_ptr<Cgroup> group_;
  std::optional<LogWriter> log_{};
  std::optional<Doors> doors_{};
  Heartbeat heartbeat_{};
  base::Duration last_beat_{0}, last_look_{0}, exec_boottime_{0};
  bool stop_wanted_ = false;
  bool output_ended_ = false;
  std::optional<base::Duration> kill_at_{};  // monotonic: when the grace is over
};

// Where the virtual environment is found inside.
inline constexpr std::string_view kVenvInside = "/opt/venv";
inline constexpr std::string_view kRequirementsInside = "/opt/requirements.txt";

}  // namespace millrace::shim
