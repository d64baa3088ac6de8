#include "runtime/local/local_runtime.h"

#include <algorithm>

#include "base/log.h"
#include "base/strings.h"
#include "crypto/hash.h"
#include "io/process_lock.h"
#include "runtime/log_cursor.h"
#include "shim/cgroup.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

bool ended(const InstanceObservation& seen) {
  return seen.phase == Phase::kExited || seen.phase == Phase::kLost;
}

std::string name_of(const AttemptKey& key) {
  return "attempt " + std::to_string(key.attempt) + " of run " + key.run_id;
}

// Two servers on one machine do not meet in names.
std::string machine_name(const std::string& data) {
  return "millrace-" + crypto::sha256_hex(data).substr(0, 8);
}

}  // namespace

LocalRuntime::LocalRuntime(LocalOptions options, io::FileSystem& fs, Clock& clock)
    : options_(std::move(options)),
      fs_(fs),
      clock_(clock),
      layout_{options_.data},
      rights_(our_rights()),
      cgroups_(find_cgroups(shim::get("/proc/self/mountinfo"), shim::get("/proc/self/cgroup"),
                            machine_name(options_.data))),
      root_(host_root()),
      owners_(fs, layout_.owners(), options_.uid_first, options_.uid_last),
      network_(options_.volatile_folder + "/" + machine_name(options_.data) + "/net",
               options_.volatile_folder + "/egress"),
      copies_(options_.copy, options_.stage),
      venvs_(fs, options_.data + "/cache/venv", options_.venv_cache_bytes) {
  prepare_cgroups(cgroups_);
}

Result<std::unique_ptr<LocalRuntime>> LocalRuntime::open(LocalOptions options, io::FileSystem& fs,
                                                         Clock& clock) {
  for (const auto& path : {options.data, options.shim_program, options.sandbox_program})
    if (!path.starts_with('/'))
      return fail(ErrorCode::kInvalid, "'" + path + "' is not an absolute path");
  std::unique_ptr<LocalRuntime> runtime(new LocalRuntime(std::move(options), fs, clock));
  TRY(fs.make_directories(runtime->layout_.runs(), 0711));
  TRY(fs.make_directories(runtime->options_.data + "/runtime", 0700));
  {
    const base::MutexLock lock(runtime->mutex_);
    TRY(runtime->load());
  }
  runtime->venvs_.start(runtime->venv_users(), runtime->options_.venv_look_every);
  return runtime;
}

// Takes away the groups and folders that stand empty; the kernel and rmdir refuse the others.
LocalRuntime::~LocalRuntime() NO_THREAD_SAFETY_ANALYSIS {
  // A shim that is just starting may be between making a group and entering it.
  for (const auto& [key, attempt] : attempts_)
    for (const auto& [number, seen] : attempt.instances) {
      const auto holder = io::ProcessLock::holder(folder(key, number).lock());
      if (!holder || *holder == io::ProcessLock::Holder::kSomebody) return;
    }
  for (const auto& name : {"run", "shims", ""})
    for (const auto& [controller, group] : cgroups_.group(name).folders) [[maybe_unused]]
      const auto in_use = shim::remove_group(group);
  const std::string ours = options_.volatile_folder + "/" + machine_name(options_.data);
  for (const auto& path : {ours + "/net", ours}) [[maybe_unused]]
    const auto in_use = shim::remove_group(path);
}

shim::InstanceFolder LocalRuntime::folder(const AttemptKey& key, std::int64_t number) const {
  return {fs_, layout_.instance(key, number)};
}

Result<void> LocalRuntime::load() {
  TRY_ASSIGN(const auto runs, fs_.list(layout_.runs()));
  for (const auto& run : runs) {
    const auto attempts = fs_.list(layout_.run(run));
    if (!attempts) continue;
    for (const auto& name : *attempts) {
      const auto number = base::parse_int(name);
      if (!number) continue;  // "output"
      const AttemptKey key{run, *number};
      Attempt attempt{.gone = io::exists(fs_, layout_.gone(key))};
      TRY_ASSIGN(const auto instances, fs_.list(layout_.attempt(key)));
      for (const auto& instance : instances)
        // Without spec.json the server died before the folder was whole: ensure() writes it again.
        if (const auto i = base::parse_int(instance))
          if (const auto spec = folder(key, *i).spec()) {
            attempt.instances[*i] = {.instance = *i};
            if (!spec->requirements.empty()) attempt.venvs.insert(venv_hash(*spec));
          }
      attempts_[key] = std::move(attempt);
    }
  }
  return {};
}

Result<void> LocalRuntime::ensure(const AttemptKey& key,
                                  const std::vector<protocol::InstanceSpec>& specs) {
  for (const auto& spec : specs) {
    TRY(check_spec(key, spec));
    if (spec.egress == protocol::Egress::kOut && !no_egress().empty())
      return base::invalid_field("network",
                                 "must be none: no run of this node can reach the world "
                                 "outside (" +
                                     no_egress() + ")");
  }
  const base::MutexLock lock(mutex_);
  auto& attempt = attempts_[key];
  if (attempt.gone) return fail(ErrorCode::kConflict, name_of(key) + " was stopped");
  std::vector<protocol::InstanceSpec> unwritten;
  for (const auto& spec : specs) {
    const auto there = folder(key, spec.instance).spec();
    if (there && !same_spec(*there, spec))
      return fail(ErrorCode::kConflict, name_of(key) + " has another specification");
    if (!there) unwritten.push_back(spec);
  }
  // Instances that nobody has heard of: the caller comes again.
  TRY_ASSIGN(const auto copies, ensure_copies(key, unwritten));
  if (copies == RunCopies::State::kUnderWay) return {};
  for (const auto& spec : unwritten)
    if (!spec.requirements.empty()) {
      TRY(venvs_.note_use(venv_hash(spec)));
      attempt.venvs.insert(venv_hash(spec));
    }
  for (const auto& spec : unwritten) TRY(write_instance(key, spec));
  for (const auto& spec : specs)
    if (attempt.instances.try_emplace(spec.instance, InstanceObservation{.instance = spec.instance})
            .second)
      attempt.tidied = false;
  // Only when all of them are written down: a gang is never half known.
  for (const auto& spec : specs) {
    if (look(key, spec.instance).phase != Phase::kNotStarted) continue;
    TRY(ensure_network(key, spec));  // the machine may have been restarted since it was planned
    TRY(start_shim(folder(key, spec.instance)));
  }
  return {};
}

Result<void> LocalRuntime::ensure_gone(const AttemptKey& key) {
  TRY(check_folder_name(key.run_id, "run_id"));
  const base::MutexLock lock(mutex_);
  auto& attempt = attempts_[key];
  if (!attempt.gone) {
    TRY(fs_.make_directories(layout_.attempt(key), 0711));
    TRY(io::replace_file(fs_, layout_.gone(key), "", 0600));
    attempt.gone = true;
  }
  copies_.cancel(layout_.run(key.run_id));
  // Nothing of it began: no end of an instance will ever be seen that would take the data away.
  if (attempt.instances.empty()) warn(key, fs_.remove_tree(staged_folder(layout_, key)));
  Result<void> result;
  for (const auto& [number, seen] : attempt.instances) {
    if (ended(seen)) continue;
    auto stopped = stop_instance(folder(key, number));
    if (!stopped && result) result = std::move(stopped);  // ask all of them first
  }
  return result;
}

Result<void> LocalRuntime::forget(const AttemptKey& key) {
  TRY(check_folder_name(key.run_id, "run_id"));
  const base::MutexLock lock(mutex_);
  const auto found = attempts_.find(key);
  if (found == attempts_.end()) return {};
  for (const auto& [number, seen] : found->second.instances) {
    const Phase now = look(key, number).phase;
    if (now != Phase::kExited && now != Phase::kLost && now != Phase::kNotStarted)
      return fail(ErrorCode::kConflict, name_of(key) + " still runs");
  }
  if (copies_.under_way(layout_.run(key.run_id)))
    return fail(ErrorCode::kConflict, "files are still copied for " + name_of(key));
  tidy(key, found->second);
  TRY(fs_.remove_tree(layout_.attempt(key)));
  attempts_.erase(found);
  const auto next = attempts_.lower_bound({key.run_id, 0});
  if (next == attempts_.end() || next->first.run_id != key.run_id)
    TRY(fs_.remove_tree(layout_.run(key.run_id)));
  return {};
}

InstanceObservation LocalRuntime::look(const AttemptKey& key, std::int64_t number) const {
  const auto instance = folder(key, number);
  InstanceObservation out{.instance = number};
  // The lock is looked at first: an exit record that appears after that look is found all the same.
  const auto holder = io::ProcessLock::holder(instance.lock());
  const auto beat = instance.heartbeat();
  out.exit = instance.exit();
  if (beat) {
    out.started_at_ms = beat->started_at_ms;
    out.last_seen_ms = beat->at_ms;
  }
  const bool held = holder && *holder == io::ProcessLock::Holder::kSomebody;
  if (held) {
    // Until the lock is released, the tree may not be dead yet.
    out.exit.reset();
    out.phase = !beat || beat->phase == shim::HeldPhase::kPreparing ? Phase::kStarting
                : beat->phase == shim::HeldPhase::kRunning          ? Phase::kRunning
                                                                    : Phase::kStopping;
  } else if (out.exit) {
    out.phase = Phase::kExited;
  } else {
    out.phase = beat ? Phase::kLost : Phase::kNotStarted;
  }
  return out;
}

Result<Observation> LocalRuntime::observe() {
  const base::MutexLock lock(mutex_);
  Observation out{.completeness = Observation::Completeness::kComplete,
                  .as_of_ms = base::unix_ms(clock_.now())};
  for (auto& [key, attempt] : attempts_) {
    AttemptObservation seen{.key = key};
    bool all_ended = true;
    for (auto& [number, last] : attempt.instances) {
      if (!ended(last)) {
        last = look(key, number);
        // Its sandbox dies with its shim; what could have got away does so here.
        if (last.phase == Phase::kLost) clear_group(key, number);
      }
      all_ended = all_ended && ended(last);
      seen.instances.push_back(last);
    }
    if (all_ended && !attempt.tidied) {
      tidy(key, attempt);
      attempt.tidied = true;
    }
    out.attempts.push_back(std::move(seen));
  }
  return out;
}

void LocalRuntime::warn(const AttemptKey& key, const Result<void>& result) {
  if (result) return;
  log_warning("runtime", "left behind",
              {{"attempt", name_of(key)}, {"why", result.error().message}});
}

void LocalRuntime::clear_group(const AttemptKey& key, std::int64_t number) {
  const auto plan = folder(key, number).plan();
  const auto group = plan ? shim::open_cgroup(plan->cgroup) : nullptr;
  if (!group) return;
  if (!shim::kill_until_empty(*group, clock_, Duration(5'000)))
    warn(key, fail(ErrorCode::kTimeout, "processes that cannot be killed"));
  warn(key, group->remove());
}

std::vector<Staging> LocalRuntime::staging() {
  std::vector<Staging> out;
  const auto seen = copies_.staging();
  const base::MutexLock lock(mutex_);
  for (const auto& [key, attempt] : attempts_) {
    const std::string folder = staged_folder(layout_, key) + "/";
    Staging all{.key = key, .state = Staging::State::kWhole};
    bool any = false;
    for (const auto& one : seen) {
      if (!one.target.starts_with(folder)) continue;
      any = true;
      all.done_bytes += one.done_bytes;
      all.total_bytes += one.total_bytes;
      if (one.state == RunCopies::State::kUnderWay) all.state = Staging::State::kUnderWay;
    }
    if (any) out.push_back(std::move(all));
  }
  return out;
}

// What an attempt leaves on the machine beside its records. Also after a shim was killed.
void LocalRuntime::tidy(const AttemptKey& key, const Attempt& attempt) {
  warn(key, fs_.remove_tree(staged_folder(layout_, key)));
  for (const auto& [number, seen] : attempt.instances) {
    clear_group(key, number);
    warn(key, fs_.remove_tree(folder(key, number).at("tmp")));
    if (rights_ == Rights::kRoot) warn(key, network_.remove(group_name(key, number)));
  }
  if (rights_ == Rights::kRoot) warn(key, network_.remove(group_name(key, -1)));
}

// As last seen: an instance counts until its end was observed.
std::set<std::string> LocalRuntime::venvs_in_use() {
  std::set<std::string> out;
  for (const auto& [key, attempt] : attempts_)
    if (std::any_of(attempt.instances.begin(), attempt.instances.end(),
                    [](const auto& instance) { return !ended(instance.second); }))
      out.insert(attempt.venvs.begin(), attempt.venvs.end());
  return out;
}

VenvCache::Users LocalRuntime::venv_users() {
  return {[this] {
            const base::MutexLock lock(mutex_);
            return venvs_in_use();
          },
          [this](const std::string& hash, const std::function<void()>& act) {
            const base::MutexLock lock(mutex_);
            if (venvs_in_use().contains(hash)) return false;
            act();
            return true;
          }};
}

Result<void> LocalRuntime::check_instance(const AttemptKey& key, std::int64_t number) {
  const base::MutexLock lock(mutex_);
  const auto found = attempts_.find(key);
  if (found != attempts_.end() && found->second.instances.contains(number)) return {};
  return fail(ErrorCode::kNotFound,
              "no instance " + std::to_string(number) + " in " + name_of(key));
}

}  // namespace millrace::runtime
