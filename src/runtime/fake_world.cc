// The half of FakeRuntime that tests pull at: what befalls the world, and what is true of it.
#include "runtime/fake_runtime.h"

namespace millrace::runtime {

using Phase = InstanceObservation::Phase;

void FakeRuntime::set_faults(FakeFaults faults) {
  const base::MutexLock lock(mutex_);
  faults_ = faults;
}

void FakeRuntime::kill_node(const std::string& node) {
  const base::MutexLock lock(mutex_);
  settle();
  silent_.insert(node);
  for (auto& [key, attempt] : attempts_)
    for (auto& [number, instance] : attempt.instances)
      if (instance.spec.node == node && !instance.exit) instance.phase = Phase::kLost;
}

void FakeRuntime::cut_node(const std::string& node) {
  const base::MutexLock lock(mutex_);
  settle();
  silent_.insert(node);
}

void FakeRuntime::join_node(const std::string& node) {
  const base::MutexLock lock(mutex_);
  settle();
  silent_.erase(node);
}

void FakeRuntime::lose(const AttemptKey& key, std::int64_t number) {
  const base::MutexLock lock(mutex_);
  const auto found = find(key, number);
  if (found && !(*found)->exit) (*found)->phase = Phase::kLost;
}

void FakeRuntime::end(const AttemptKey& key, std::int64_t number,
                      const protocol::ExitRecord& record) {
  const base::MutexLock lock(mutex_);
  const auto found = find(key, number);
  if (found && !(*found)->exit && (*found)->phase != Phase::kLost)
    finish(**found, record, now_ms());
}

void FakeRuntime::set_checkpoint(const std::string& run_id, std::string path_inside) {
  const base::MutexLock lock(mutex_);
  checkpoints_[run_id] = std::move(path_inside);
}

std::vector<FakeRuntime::Running> FakeRuntime::running() {
  const base::MutexLock lock(mutex_);
  settle();
  std::vector<Running> out;
  for (const auto& [key, attempt] : attempts_)
    for (const auto& [number, i] : attempt.instances)
      if (i.phase == Phase::kRunning || i.phase == Phase::kStopping)
        out.push_back({key, number, i.spec.node});
  return out;
}

int FakeRuntime::starts(const AttemptKey& key, std::int64_t number) {
  const base::MutexLock lock(mutex_);
  const auto found = find(key, number);
  return found ? (*found)->starts : 0;
}

std::vector<std::string> FakeRuntime::violations() {
  const base::MutexLock lock(mutex_);
  settle();
  return violations_;
}

}  // namespace millrace::runtime
