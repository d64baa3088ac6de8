// Runs as processes of this machine: a shim per instance, found again in its folder after a restart
// of the server. The caller holds the lock on the data folder: one LocalRuntime at a time.
// Thread-safe.
#pragma once
#include <map>
#include <memory>
#include <set>

#include "base/mutex.h"
#include "base/rng.h"
#include "io/file_system.h"
#include "runtime/local/file_streams.h"
#include "runtime/local/network.h"
#include "runtime/local/owners.h"
#include "runtime/local/plan_instance.h"
#include "runtime/local/run_copy.h"
#include "runtime/local/venv_cache.h"
#include "runtime/runtime.h"
#include "shim/instance_folder.h"

namespace millrace::runtime {

struct LocalOptions {
  std::string data{};          // absolute; nothing of it is shown inside but what a run may see
  std::string shim_program{};  // absolute
  std::string sandbox_program = "/usr/bin/bwrap";
  std::string node = "local";
  std::int64_t uid_first = 200'000, uid_last = 265'535;
  std::vector<protocol::EnvironmentVariable> environment{};  // the operator's, for every run
  // Of each instance, unless its specification wants less.
  std::int64_t log_segment_bytes = 8 << 20, log_bytes_max = 256 << 20, pids_max = 4096;
  std::string volatile_folder = "/run/millrace";  // emptied by a restart of the machine
  CopyTree copy = copy_tree;
  StageTree stage{};  // none: mounts of the kind kStaged are refused
  std::int64_t venv_cache_bytes = std::int64_t{20} << 30;  // those in use may take more
  Duration venv_look_every = std::chrono::minutes(1);
};

class LocalRuntime final : public Runtime {
 public:
  ~LocalRuntime() override;  // what runs, runs on
  // Takes up whatever the data folder says there is.
  static Result<std::unique_ptr<LocalRuntime>> open(LocalOptions options, io::FileSystem& fs,
                                                    Clock& clock);

  Result<void> ensure(const AttemptKey&, const std::vector<protocol::InstanceSpec>&) override;
  Result<void> ensure_gone(const AttemptKey&) override;
  Result<void> forget(const AttemptKey&) override;
  Result<Observation> observe() override;
  Result<Chunk> read(const AttemptKey&, std::int64_t instance, Stream, const std::string& cursor,
                     std::size_t max_bytes) override;
  Result<std::vector<InstanceSample>> sample(const AttemptKey&) override;
  Result<std::unique_ptr<Terminal>> open_terminal(const AttemptKey&, std::int64_t instance,
                                                  const std::vector<std::string>& command,
                                                  int columns, int rows) override;
  Result<Endpoint> endpoint(const AttemptKey&, std::int64_t instance,
                            const std::string& port_name) override;
  Result<NodeFacts> facts() override;
  std::vector<Staging> staging() override;
  Result<io::Fd> open_output(const std::string& run_id, const std::string& path) override;
  Result<std::string> newest_checkpoint(const std::string& run_id) override;

 private:
  struct Attempt {
    bool gone = false;
    std::map<std::int64_t, InstanceObservation> instances{};  // as last seen; ended ones stay so
    bool tidied = false;
    std::set<std::string> venvs{};  // environments its instances stand on
  };

  LocalRuntime(LocalOptions options, io::FileSystem& fs, Clock& clock);
  Result<void> load() REQUIRES(mutex_);
  shim::InstanceFolder folder(const AttemptKey& key, std::int64_t number) const;
  Result<PlanInputs> inputs(const AttemptKey&, const protocol::InstanceSpec&);
  Result<std::string> ensure_network(const AttemptKey&, const protocol::InstanceSpec&);
  Result<void> make_folders(const PlanInputs&, const AttemptKey&, const protocol::InstanceSpec&);
  Result<RunCopies::State> ensure_copies(const AttemptKey&,
                                         const std::vector<protocol::InstanceSpec>&);
  Result<void> write_instance(const AttemptKey&, const protocol::InstanceSpec&);
  Result<void> start_shim(const shim::InstanceFolder&);
  Result<void> stop_instance(const shim::InstanceFolder&);
  InstanceObservation look(const AttemptKey& key, std::int64_t number) const;
  Result<Chunk> read_log(const AttemptKey& key, std::int64_t number, const std::string& cursor,
                         std::size_t max_bytes, Writers writers);
  static void warn(const AttemptKey& key, const Result<void>& result);
  void clear_group(const AttemptKey& key, std::int64_t number);
  void tidy(const AttemptKey& key, const Attempt& attempt);
  Result<void> give(const std::string& path, std::int64_t uid, std::int64_t gid,
                    std::uint32_t mode);
  std::string no_egress() const;
  VenvCache::Users venv_users();
  std::set<std::string> venvs_in_use() REQUIRES(mutex_);
  Result<void> check_instance(const AttemptKey& key, std::int64_t number);

  const LocalOptions options_;
  io::FileSystem& fs_;
  Clock& clock_;
  const Layout layout_;
  const Rights rights_;
  CgroupHome cgroups_;
  const std::vector<shim::RootEntry> root_;
  Owners owners_;
  Network network_;
  RunCopies copies_;
  base::Mutex mutex_;
  std::map<AttemptKey, Attempt> attempts_ GUARDED_BY(mutex_);
  VenvCache venvs_;  // its thread asks for the attempts
};

}  // namespace millrace::runtime
