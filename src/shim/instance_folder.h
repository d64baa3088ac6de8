// The folder of one instance, runs/RUN/ATTEMPT/INSTANCE: the truth about it (protocols.md §3). The
// local runtime and the shim both go through here. Thread-safe as far as its FileSystem is.
#pragma once
#include <optional>
#include <string>

#include "io/file_system.h"
#include "shim/plan.h"

namespace millrace::shim {

enum class Desired { kRun, kStop };
enum class HeldPhase { kPreparing, kRunning, kStopping };

// Rewritten in place every few seconds by the shim.
struct Heartbeat {
  HeldPhase phase = HeldPhase::kPreparing;
  std::int64_t started_at_ms = 0;  // wall clock at exec; 0: not yet
  std::int64_t at_ms = 0;          // wall clock of this beat
  std::int64_t running_ms = 0;     // CLOCK_BOOTTIME since exec
};

class InstanceFolder {
 public:
  InstanceFolder(io::FileSystem& fs, std::string path) : fs_(fs), path_(std::move(path)) {}
  const std::string& path() const { return path_; }
  std::string at(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string lock() const { return at("lock"); }
  std::string control_socket() const { return at("control.sock"); }
  std::string port_socket(const std::string& port) const { return at("ports/" + port + ".sock"); }

  // spec.json is written last: where it is, the folder is whole.
  Result<void> write(const protocol::InstanceSpec&, const ShimPlan&) const;
  Result<protocol::InstanceSpec> spec() const;  // kNotFound: never written
  Result<ShimPlan> plan() const;

  Result<void> set_desired(Desired) const;
  Result<Desired> desired() const;  // absent: kRun

  // Takes the room of both records, so that a full disk cannot lose them.
  Result<void> preallocate() const;
  Result<void> write_heartbeat(const Heartbeat&) const;
  std::optional<Heartbeat> heartbeat() const;  // nullopt: no shim ever got as far
  Result<void> write_exit(const protocol::ExitRecord&) const;
  std::optional<protocol::ExitRecord> exit() const;

 private:
  Result<void> write_record(const std::string& name, std::string text) const;
  std::string read_record(const std::string& name) const;

  io::FileSystem& fs_;
  std::string path_;
};

}  // namespace millrace::shim

namespace millrace::describe {
template <>
struct EnumWords<shim::HeldPhase> {
  static constexpr std::string_view kWords[] = {"preparing", "running", "stopping"};
};
template <>
struct Described<shim::Heartbeat> {
  static const Table& get();
};
}  // namespace millrace::describe
