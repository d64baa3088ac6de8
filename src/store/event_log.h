// The append-only log of what happened to objects and runs, for people. Functions on a transaction.
#pragma once
#include <string>
#include <vector>

#include "json/value.h"
#include "store/tx.h"

namespace millrace::store {

enum class EventType { kNormal, kWarning, kError };
std::string_view word(EventType type);  // "normal", "warning", "error"

struct Event {
  std::int64_t rev = 0;  // given by the store
  base::Time at{};       // given by the store
  std::string workspace{};
  std::string kind{};  // of the object: "training_job"
  std::string object_id{};
  std::string object_name{};  // as it was then
  std::string run{};          // id; empty: of the object itself
  std::int64_t attempt = 0;
  std::int64_t instance = -1;  // -1: of the whole run
  EventType type = EventType::kNormal;
  std::string reason{};   // a code: "Started", "NodeLost"
  std::string message{};  // words
  std::string actor{};    // user id; empty: the server itself
  std::string actor_name{};
  json::Object details{};
};

void append_event(Tx& tx, const Event& event);

struct EventQuery {
  // Of one object, of one run, of one workspace; all that are set must match, one at least is.
  std::string object_id{};
  std::string run{};
  std::string workspace{};
  enum class Order { kOldestFirst, kNewestFirst } order = Order::kOldestFirst;
  std::int64_t cursor = 0;  // go on behind this rev; 0: from the end the order begins with
  int limit = 100;
};
Result<std::vector<Event>> list_events(ReadTx& tx, const EventQuery& query);
// All events behind `rev`, oldest first: what alarms follow.
Result<std::vector<Event>> events_after(ReadTx& tx, std::int64_t rev, int limit);

// Forgets up to `limit` of the oldest events that are older than `before`; how many there were.
Result<std::int64_t> prune_events(Tx& tx, base::Time before, int limit = 10'000);

}  // namespace millrace::store
