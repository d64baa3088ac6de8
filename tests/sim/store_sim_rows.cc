#include "store_sim_rows.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "control/instance_specs.h"
#include "control/run_loop.h"
#include "domain/crud.h"
#include "domain/node_ops.h"
#include "domain/run_ops.h"
#include "io/file_system.h"
#include "resource/training_job.h"
#include "store/ledger.h"
#include "store/ledger_views.h"
#include "store/table.h"

namespace millrace::sim {
namespace {

using resource::Node;
using resource::Run;
using resource::TrainingJob;
using store::ReadTx;
using store::Table;
using store::Tx;

// In memory where the machine has such a folder: thousands of commits need not reach a disk here.
std::string make_folder() {
  std::string pattern =
      (::access("/dev/shm", W_OK) == 0 ? std::string("/dev/shm") : std::string("/tmp")) +
      "/millrace-sim-XXXXXX";
  CHECK(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

resource::Flavor flavor_of(const protocol::Role& role, const std::string& cluster,
                           const std::string& name) {
  resource::Flavor f;
  f.name = name;
  f.cluster = cluster;
  f.cpu_millis = role.resources.cpu_millis;
  f.memory_bytes = role.resources.memory_bytes;
  f.card_model = role.resources.card_model;
  f.cards = role.resources.cards;
  return f;
}

}  // namespace

StoreSimRows::StoreSimRows(Clock& clock, Fuse& fuse)
    : clock_(clock), fuse_(fuse), folder_(make_folder()) {
  auto store = store::Store::open({.database = folder_ + "/store.db"}, clock);
  CHECK(store.has_value());
  store_ = std::move(*store);
  rows_ = std::make_unique<control::StoreRows>(*store_);
  write([&](Tx& tx) -> Result<void> {
    resource::Workspace workspace;
    workspace.name = "default";
    TRY(Table<resource::Workspace>().insert(tx, workspace));
    workspace_ = workspace.id;
    for (const std::string name : {"main", "other"}) {
      TRY_ASSIGN(const auto cluster, domain::ensure_cluster(tx, name));
      clusters_[name] = cluster.id;
    }
    return {};
  });
}

StoreSimRows::~StoreSimRows() {
  store_.reset();
  [[maybe_unused]] const auto removed = io::system_files().remove_tree(folder_);
}

void StoreSimRows::write(const std::function<Result<void>(Tx&)>& body) {
  if (const auto done = store_->write(body); !done)
    violations_.push_back("a write failed: " + done.error().to_string());
}

Result<void> StoreSimRows::line() {
  if (fuse_.burn()) return {};
  return fail(ErrorCode::kUnavailable, "the server is dead");
}

Result<StoreSimRows::Loaded> StoreSimRows::load() {
  TRY(line());
  return rows_->load();
}

Result<Run> StoreSimRows::apply(const Run& before, const control::Step& step) {
  TRY(line());
  auto stored = rows_->apply(before, step);
  if (!stored && stored.error().code == ErrorCode::kInternal)
    violations_.push_back(stored.error().to_string());
  TRY(line());  // done, but the caller may never learn it
  return stored;
}

Result<void> StoreSimRows::set_card_fault(const std::string& node, std::int64_t card,
                                          resource::FaultLevel level) {
  TRY(line());
  return rows_->set_card_fault(node, card, level);
}

std::string StoreSimRows::submit(const Run& wanted) {
  const domain::ContentPlaces places{
      .code_folder = [](const auto&, const auto&) { return std::string("/code"); },
      .requirements_in = [](const auto&) -> Result<std::string> { return std::string(); }};
  const auto role = control::spec_of(wanted).roles.at(0);
  std::string id;
  write([&](Tx& tx) -> Result<void> {
    auto flavor = flavor_of(role, clusters_.at(wanted.cluster), "f-" + wanted.name);
    TRY(domain::ensure_flavor(tx, flavor));
    TrainingJob job;
    job.name = wanted.name;
    job.command = "train";
    job.cluster = wanted.cluster;
    job.flavor = flavor.name;
    job.priority = wanted.priority;
    job.mode = resource::TrainingMode::kDdp;
    job.worker_count = role.replicas - 1;
    job.stop_grace_s = wanted.stop_grace_s;
    job.fault_tolerance = wanted.fault_tolerance;
    TRY(domain::create(tx, domain::system_actor(), TrainingJob::kind(), workspace_, job));
    TRY_ASSIGN(const Run run, domain::request_start(tx, domain::system_actor(), TrainingJob::kind(),
                                                    job.id, places));
    id = run.id;
    return {};
  });
  return id;
}

void StoreSimRows::request_stop(const std::string& run_id) {
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const Run run, Table<Run>().get(tx, run_id));
    return domain::request_stop(tx, domain::system_actor(), TrainingJob::kind(), run.workload);
  });
}

// Brings the stored node to what the world says, each thing by its own operation.
void StoreSimRows::put_node(const Node& wanted) {
  write([&](Tx& tx) -> Result<void> {
    auto found = Table<Node>().get_by_name(tx, "", wanted.name);
    if (!found) {
      Node node = wanted;
      node.cluster = clusters_.at(wanted.cluster);
      TRY(domain::register_node(tx, node));
      return {};
    }
    if (wanted.state == resource::NodeState::kLost)
      return domain::mark_lost(tx, found->id, "silent for too long");
    if (found->state == resource::NodeState::kLost) TRY(domain::register_node(tx, *found));
    for (const auto& card : wanted.cards)
      TRY(domain::set_card_fault(tx, found->id, card.index, card.fault));
    TRY_ASSIGN(Node node, Table<Node>().get(tx, found->id));
    node.cordoned = wanted.cordoned;
    TRY(domain::settle(tx, node));
    return Table<Node>().update(tx, node);
  });
}

std::vector<Run> StoreSimRows::all_runs() {
  std::vector<Run> out;
  const auto done = store_->read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(out, Table<Run>().all(tx));
    return {};
  });
  if (!done) violations_.push_back(done.error().to_string());
  return out;
}

std::vector<Node> StoreSimRows::all_nodes() {
  std::vector<Node> out;
  const auto done = store_->read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(out, Table<Node>().all(tx));
    return {};
  });
  if (!done) violations_.push_back(done.error().to_string());
  return out;
}

// The ledger's open rows are those of the instances that have a place, no more and no fewer.
Result<void> StoreSimRows::check_held(ReadTx& tx) {
  TRY_ASSIGN(const auto runs, Table<Run>().all(tx));
  for (const auto& run : runs)
    for (const auto& i : run.instances) {
      TRY_ASSIGN(
          const auto since,
          store::held_since(tx, {.run = run.id, .attempt = run.attempt, .instance = i.index}));
      const bool holds = run.active && !i.node.empty();
      if (holds != since.has_value())
        violations_.push_back("ledger: " + run.name +
                              (holds ? " holds what is not booked" : " is booked for nothing"));
    }
  return {};
}

Result<void> StoreSimRows::check_mirrors(ReadTx& tx) {
  TRY_ASSIGN(const auto runs, Table<Run>().all(tx));
  for (const auto& run : runs) {
    TRY_ASSIGN(const auto job, Table<TrainingJob>().get(tx, run.workload));
    const bool same = job.state == run.state && job.state_reason == run.state_reason &&
                      job.ended_at == run.ended_at;
    if (!same) violations_.push_back(job.name + " does not show what its run does");
  }
  return {};
}

void StoreSimRows::verify() {
  const auto done = store_->read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto now, store::ledger_now(tx, clock_.now()));
    TRY_ASSIGN(const auto check, store::verify_ledger(tx, now));
    for (const auto& words : check.problems) violations_.push_back("ledger: " + words);
    if (check.rows == 0) violations_.push_back("ledger: nothing was booked");
    TRY(check_held(tx));
    return check_mirrors(tx);
  });
  if (!done) violations_.push_back(done.error().to_string());
}

}  // namespace millrace::sim
