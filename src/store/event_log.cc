#include "store/event_log.h"

#include <fmt/core.h>

namespace millrace::store {
namespace {

constexpr std::string_view kWords[] = {"normal", "warning", "error"};
constexpr std::string_view kColumns =
    "at, workspace, kind, object_id, object_name, run, attempt, instance, type, reason, message, "
    "actor, actor_name, details";

Result<Event> read_event(const Row& row) {
  Event e;
  e.rev = row.integer(0);
  e.at = base::from_unix_ms(row.integer(1));
  e.workspace = row.text(2);
  e.kind = row.text(3);
  e.object_id = row.text(4);
  e.object_name = row.text(5);
  e.run = row.text(6);
  e.attempt = row.integer(7);
  e.instance = row.integer(8);
  const std::string type = row.text(9);
  for (std::size_t i = 0; i < std::size(kWords); ++i)
    if (kWords[i] == type) e.type = static_cast<EventType>(i);
  e.reason = row.text(10);
  e.message = row.text(11);
  e.actor = row.text(12);
  e.actor_name = row.text(13);
  TRY_ASSIGN(const json::Value details, json::parse(row.text(14)));
  if (details.as_object() != nullptr) e.details = *details.as_object();
  return e;
}

Result<std::vector<Event>> select(ReadTx& tx, const std::string& rest,
                                  const std::vector<SqlValue>& values) {
  std::vector<Event> events;
  TRY(tx.query(fmt::format("SELECT rev, {} FROM event WHERE {}", kColumns, rest), values,
               [&](const Row& row) -> Result<void> {
                 TRY_ASSIGN(Event e, read_event(row));
                 events.push_back(std::move(e));
                 return {};
               }));
  return events;
}

}  // namespace

std::string_view word(EventType type) {
  return kWords[static_cast<std::size_t>(type)];
}

void append_event(Tx& tx, const Event& e) {
  tx.append({.table = "event",
             .columns = kColumns,
             .values = {base::unix_ms(tx.now()), e.workspace, e.kind, e.object_id, e.object_name,
                        e.run, e.attempt, e.instance, std::string(word(e.type)), e.reason,
                        e.message, e.actor, e.actor_name, json::dump(json::Value(e.details))}});
}

Result<std::vector<Event>> list_events(ReadTx& tx, const EventQuery& query) {
  std::string where;
  std::vector<SqlValue> values;
  const auto must = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    where += fmt::format("{} = ? AND ", column);
    values.emplace_back(value);
  };
  must("object_id", query.object_id);
  must("run", query.run);
  must("workspace", query.workspace);
  if (values.empty())
    return fail(ErrorCode::kInvalid, "events are listed by object, run or workspace");
  const bool newest_first = query.order == EventQuery::Order::kNewestFirst;
  values.emplace_back(newest_first && query.cursor == 0 ? std::numeric_limits<std::int64_t>::max()
                                                        : query.cursor);
  values.emplace_back(std::int64_t{query.limit});
  return select(
      tx,
      where + (newest_first ? "rev < ? ORDER BY rev DESC LIMIT ?" : "rev > ? ORDER BY rev LIMIT ?"),
      values);
}

Result<std::vector<Event>> events_after(ReadTx& tx, std::int64_t rev, int limit) {
  return select(tx, "rev > ? ORDER BY rev LIMIT ?", {rev, std::int64_t{limit}});
}

Result<std::int64_t> prune_events(Tx& tx, base::Time before, int limit) {
  return tx.execute(
      "DELETE FROM event WHERE rev IN (SELECT rev FROM (SELECT rev, at FROM event ORDER BY rev "
      "LIMIT ?) AS oldest WHERE at < ?)",
      {std::int64_t{limit}, base::unix_ms(before)});
}

}  // namespace millrace::store
