#include "doctor/doctor.h"

#include <fmt/core.h>
#include <unistd.h>

#include "io/process_lock.h"
#include "io/subprocess.h"
#include "resource/machines.h"
#include "store/audit_log.h"
#include "store/ledger_views.h"
#include "store/table.h"

namespace millrace::doctor {
namespace {

using State = Check::State;

Check check_configuration(const settings::Loaded& loaded) {
  const std::string file = loaded.file ? *loaded.file : "no file";
  if (loaded.warnings.empty())
    return {State::kOk, "configuration",
            fmt::format("{}, {} settings set", file, loaded.sources.size())};
  std::string all;
  for (const std::string& w : loaded.warnings) all += (all.empty() ? "" : "; ") + w;
  return {State::kWarning, "configuration", all, "unset them, or see `millrace config show`"};
}

Check check_data(const Places& places, io::FileSystem& files) {
  const auto info = files.stat(places.data);
  if (!info)
    return {State::kFailed, "data folder", fmt::format("{}: {}", places.data, info.error().message),
            "start the server once, or give the right --data"};
  if ((info->mode & 022) != 0)
    return {State::kWarning, "data folder", fmt::format("others may write to {}", places.data),
            fmt::format("chmod go-w {}", places.data)};
  return {State::kOk, "data folder", places.data};
}

Check check_server(const Places& places) {
  const auto holder = io::ProcessLock::holder(places.lock);
  if (!holder)
    return {State::kWarning, "server", holder.error().message, "look at the data folder's owner"};
  return {
      State::kOk, "server",
      *holder == io::ProcessLock::Holder::kNone ? "not running" : "running on this data folder"};
}

Check check_shim(const Places& places) {
  if (::access(places.shim.c_str(), X_OK) == 0) return {State::kOk, "shim", places.shim};
  return {State::kFailed, "shim", places.shim + " cannot be executed",
          "put millrace-shim beside millrace, or set runtime.shim"};
}

Check check_sandbox() {
  const auto program = io::find_program("bwrap");
  if (!program)
    return {State::kFailed, "sandbox", "bubblewrap is not installed", "apt-get install bubblewrap"};
  if (::geteuid() != 0)
    return {State::kWarning, "sandbox", *program + ", not as root: users' runs share one uid",
            "run the server as root to isolate users from each other"};
  return {State::kOk, "sandbox", *program};
}

template <class Body>
Check from_store(store::Store& store, std::string name, Body body) {
  Check check{State::kOk, name, ""};
  const auto read = store.read([&](store::ReadTx& tx) -> Result<void> {
    check = {State::kOk, name, ""};
    return body(tx, check);
  });
  if (!read) check = {State::kFailed, name, read.error().message, "see the server's log"};
  return check;
}

Result<void> check_ledger(store::ReadTx& tx, base::Clock& clock, Check& check) {
  TRY_ASSIGN(const base::Time now, store::ledger_now(tx, clock.now()));
  TRY_ASSIGN(const store::LedgerCheck ledger, store::verify_ledger(tx, now));
  check.found = fmt::format("{} rows, all sums agree", ledger.rows);
  if (ledger.problems.empty()) return {};
  check.state = State::kFailed;
  check.found =
      fmt::format("{} problems, the first: {}", ledger.problems.size(), ledger.problems[0]);
  check.advice = "keep a backup and report it: usage and bills cannot be trusted";
  return {};
}

Result<void> check_audit(store::ReadTx& tx, Check& check) {
  TRY_ASSIGN(const store::AuditCheck audit, store::verify_audit(tx));
  check.found = fmt::format("{} rows, head {}", audit.rows, audit.head);
  if (audit.bad_rev == 0) return {};
  check.state = State::kFailed;
  check.found = fmt::format("row {}: {}", audit.bad_rev, audit.words);
  check.advice = "the trail was changed by hand: compare with a backup";
  return {};
}

Result<void> check_nodes(store::ReadTx& tx, Check& check) {
  TRY_ASSIGN(const auto nodes, store::Table<resource::Node>().all(tx));
  std::string missing;
  for (const auto& node : nodes)
    for (const std::string& wall : node.missing_walls)
      missing += fmt::format("{}{}: {}", missing.empty() ? "" : "; ", node.name, wall);
  check.found =
      missing.empty() ? fmt::format("{} nodes, nothing is missing", nodes.size()) : missing;
  if (missing.empty()) return {};
  check.state = State::kWarning;
  check.advice = "runs go without these limits and walls";
  return {};
}

}  // namespace

std::vector<Check> examine_store(store::Store& store, base::Clock& clock) {
  return {
      from_store(store, "walls", [](store::ReadTx& tx, Check& c) { return check_nodes(tx, c); }),
      from_store(store, "ledger",
                 [&](store::ReadTx& tx, Check& c) { return check_ledger(tx, clock, c); }),
      from_store(store, "audit chain",
                 [](store::ReadTx& tx, Check& c) { return check_audit(tx, c); })};
}

std::vector<Check> examine(const settings::Loaded& loaded, const Places& places,
                           io::FileSystem& files, base::Clock& clock) {
  std::vector<Check> checks{check_configuration(loaded), check_data(places, files),
                            check_server(places), check_shim(places), check_sandbox()};
  auto store = store::Store::open(
      {.database = places.database, .readers = 1, .mode = store::StoreOptions::Mode::kInspect},
      clock);
  if (!store) {
    checks.push_back({State::kFailed, "database", store.error().message, "see database.url"});
    for (const char* name : {"walls", "ledger", "audit chain"})
      checks.push_back({State::kSkipped, name, "the database cannot be read"});
    return checks;
  }
  checks.push_back({State::kOk, "database", fmt::format("at change {}", (*store)->last_rev())});
  for (Check& check : examine_store(**store, clock)) checks.push_back(std::move(check));
  return checks;
}

}  // namespace millrace::doctor
