#include "store/ledger_rows.h"

#include <fmt/core.h>

#include <limits>
#include <set>

namespace millrace::store {
namespace {
constexpr std::int64_t kPage = 2'000;
}  // namespace

Result<std::vector<NodeResource>> node_resources(ReadTx& tx, FoundIn found_in) {
  std::set<NodeResource> found;
  const auto add = [&](const Row& row) -> Result<void> {
    found.insert({row.text(0), row.text(1)});
    return {};
  };
  TRY(tx.query("SELECT DISTINCT node, resource FROM capacity", {}, add));
  if (found_in == FoundIn::kEverywhere)
    TRY(tx.query("SELECT DISTINCT node, resource FROM allocation", {}, add));
  return std::vector<NodeResource>(found.begin(), found.end());
}

Result<std::vector<CapacityPiece>> capacity_pieces(ReadTx& tx, const NodeResource& of,
                                                   std::int64_t now) {
  std::vector<CapacityPiece> pieces;
  TRY(
      tx.query("SELECT t0, t1, amount, available FROM capacity WHERE node = ? AND resource = ? "
               "ORDER BY t0, id",
               {of.node, of.resource}, [&](const Row& row) -> Result<void> {
                 pieces.push_back({row.integer(0), row.is_null(1) ? now : row.integer(1),
                                   row.integer(2), row.integer(3)});
                 return {};
               }));
  return pieces;
}

Result<void> each_held(ReadTx& tx, const NodeResource& of, std::int64_t from, std::int64_t to,
                       std::int64_t now, const std::function<void(const HeldSpan&)>& each) {
  const auto span = [&](const Row& row) {
    each({row.integer(0), row.is_null(1) ? now : row.integer(1), row.integer(2)});
  };
  // Closed rows are an hour long at most; open ones may have waited longer to be cut.
  const std::int64_t first = from - kLedgerHourMs;
  TRY(
      tx.query("SELECT t0, t1, amount FROM allocation WHERE node = ? AND resource = ? AND t0 < ? "
               "AND t1 IS NULL ORDER BY t0, id",
               {of.node, of.resource, first}, [&](const Row& row) -> Result<void> {
                 span(row);
                 return {};
               }));
  std::int64_t t0 = first, seen = kPage;
  std::string id;
  while (seen == kPage) {
    seen = 0;
    TRY(
        tx.query("SELECT t0, t1, amount, id FROM allocation WHERE node = ? AND resource = ? AND "
                 "(t0, id) > (?, ?) AND t0 < ? "
                 "ORDER BY t0, id LIMIT ?",
                 {of.node, of.resource, t0, id, to, kPage}, [&](const Row& row) -> Result<void> {
                   ++seen;
                   t0 = row.integer(0);
                   id = row.text(3);
                   span(row);
                   return {};
                 }));
  }
  return {};
}

Result<LedgerSweep> sweep(ReadTx& tx, const NodeResource& of, std::int64_t from, std::int64_t to,
                          std::int64_t now) {
  TRY_ASSIGN(auto pieces, capacity_pieces(tx, of, now));
  LedgerSweep sweep(std::move(pieces), from, std::min(to, now));
  TRY(each_held(tx, of, from, std::min(to, now), now,
                [&](const HeldSpan& s) { sweep.add(s.t0, s.t1, s.amount); }));
  sweep.finish();
  return sweep;
}

}  // namespace millrace::store
