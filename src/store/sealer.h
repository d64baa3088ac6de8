// The sequencer: gives the rows appended in one batch their revs, extends the audit chain, and
// records both with the batch's number in the same transaction. Owned and used by the writer's
// thread.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "store/connection.h"

namespace millrace::store {

// The single row of `sequencer`, as last committed.
struct Position {
  std::int64_t epoch = 0;
  std::int64_t batch = 0;
  std::int64_t last_rev = 0;
  std::string audit_head;
  std::int64_t audit_count = 0;
};
Result<Position> read_position(Connection& c);

// Makes `epoch` one more than any before: programs with an older one can commit no longer.
Result<Position> take_epoch(Connection& c);

// Inside the writer's transaction: writes the rows and the new position, which is returned.
// kUnavailable when another program has taken the epoch.
Result<Position> seal(Connection& c, const Position& from, std::span<const AppendedRow> rows);

// The hash of a chained row: SHA-256 over the canonical JSON of [previous hash, rev, values…].
std::string chain_hash(std::string_view previous, std::int64_t rev,
                       const std::vector<SqlValue>& values);

}  // namespace millrace::store
