#include "store/ledger_runs.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "resource/run.h"
#include "store/table.h"

namespace millrace::store {
namespace {

using resource::Run;
using resource::RunState;

// What the ledger has of the newest attempt of a run.
struct Booked {
  std::int64_t attempt = 0;
  std::int64_t open = 0;  // rows without an end
  std::int64_t end = 0;   // of the instance and resource that ended first; ms
};

Result<std::map<std::string, Booked>> booked_runs(ReadTx& tx) {
  std::map<std::string, Booked> out;
  TRY(
      tx.query("SELECT run, attempt, COUNT(*) - COUNT(t1), MAX(t1) FROM allocation "
               "GROUP BY run, attempt, instance, resource ORDER BY run, attempt",
               {}, [&](const Row& row) -> Result<void> {
                 Booked& booked = out[row.text(0)];
                 const std::int64_t end = row.is_null(3) ? 0 : row.integer(3);
                 if (row.integer(1) != booked.attempt)
                   booked = {.attempt = row.integer(1), .end = end};
                 booked.open += row.integer(2);
                 booked.end = std::min(booked.end, end);
                 return {};
               }));
  return out;
}

bool holds_nodes(const Run& run) {
  const bool placed =
      std::ranges::any_of(run.instances, [](const auto& i) { return !i.node.empty(); });
  return placed && (run.state == RunState::kStarting || run.state == RunState::kRunning ||
                    run.state == RunState::kStopping || run.state == RunState::kRecovering);
}

// When the last of its commands ended; nullopt when none began.
std::optional<std::int64_t> last_end(const Run& run) {
  std::optional<std::int64_t> out;
  for (const auto& i : run.instances)
    if (i.started_at && i.ended_at) out = std::max(out.value_or(0), base::unix_ms(*i.ended_at));
  return out;
}

// Words for what is wrong; empty when nothing is.
std::string disagreement(const Run& run, const Booked* booked) {
  if (holds_nodes(run)) {
    if (booked == nullptr || booked->open == 0 || booked->attempt != run.attempt)
      return fmt::format("run {} is {}, but nothing is booked for it", run.id,
                         describe::word(run.state));
    return "";
  }
  if (booked != nullptr && booked->open > 0)
    return fmt::format("run {} is {}, but something is still booked for it", run.id,
                       describe::word(run.state));
  const auto end = last_end(run);
  if (!end || run.active) return "";
  if (booked == nullptr || booked->attempt < run.attempt || booked->end < *end)
    return fmt::format("run {} ended at {}, but is not booked up to then", run.id,
                       base::format_rfc3339(base::from_unix_ms(*end)));
  return "";
}

}  // namespace

Result<void> compare_ledger_with_runs(ReadTx& tx, LedgerCheck& check) {
  TRY_ASSIGN(const auto booked, booked_runs(tx));
  ListQuery query{.page_size = 1'000};
  do {
    TRY_ASSIGN(const auto page, Table<Run>().list(tx, query));
    for (const Run& run : page.items) {
      const auto found = booked.find(run.id);
      std::string words = disagreement(run, found == booked.end() ? nullptr : &found->second);
      if (!words.empty() && check.problems.size() < kMostLedgerProblems)
        check.problems.push_back(std::move(words));
    }
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  return {};
}

}  // namespace millrace::store
