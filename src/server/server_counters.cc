#include "server/server_counters.h"

#include "base/clock.h"
#include "resource/run.h"
#include "store/table.h"

namespace millrace::server {
namespace {

using metrics::Counters;
using Levels = std::vector<Counters::Level>;
using resource::RunState;

constexpr RunState kActive[] = {RunState::kPreparing, RunState::kQueued,     RunState::kStarting,
                                RunState::kRunning,   RunState::kRecovering, RunState::kStopping};

Levels one(std::uint64_t value) {
  return {{{}, static_cast<double>(value)}};
}

Levels runs_by_state(store::Store& store) {
  Levels levels;
  const auto read = store.read([&](store::ReadTx& tx) -> Result<void> {
    levels.clear();
    const auto& table = store::ObjectTable::of(resource::Run::kind());
    for (const RunState state : kActive) {
      const std::string word(describe::word(state));
      TRY_ASSIGN(
          const store::ListTotal total,
          table.count(tx, {.filter = {store::where("active", true), store::where("state", word)}}));
      levels.push_back({{word}, static_cast<double>(total.count)});
    }
    return {};
  });
  return read ? levels : Levels();  // no line rather than a wrong one
}

int status_of(const Result<net::Response>& answer) {
  return answer ? answer->status : base::info(answer.error().code).http_status;
}

}  // namespace

void count_requests(Counters& counters, net::Server& http) {
  auto& requests = counters.add_counter("millrace_http_requests_total",
                                        "Requests that a route answered; streams once they began.",
                                        {"method", "route", "status"});
  auto& seconds = counters.add_histogram("millrace_http_request_seconds",
                                         "Time until the answer was there.", {"method", "route"});
  http.set_middleware(
      [&](const net::Request& request, const net::Handler& next) -> Result<net::Response> {
        base::Clock& clock = base::system_clock();
        const base::Duration begin = clock.monotonic();
        auto answer = next(request);
        const std::string route(request.route);
        requests.at({request.method, route, std::to_string(status_of(answer))}).add();
        const base::Duration took = clock.monotonic() - begin;
        seconds.at({request.method, route}).observe(static_cast<double>(took.count()) / 1000);
        return answer;
      });
  counters.add_counter("millrace_http_received_total",
                       "Requests received, those no route takes too.", {},
                       [&http] { return one(http.counters().requests); });
  counters.add_gauge("millrace_http_requests_waiting", "Requests that wait for a worker.", {},
                     [&http] { return one(http.counters().requests_waiting); });
  counters.add_gauge("millrace_http_connections", "Connections open now.", {},
                     [&http] { return one(http.counters().connections_open); });
  counters.add_counter("millrace_http_connections_total", "Connections accepted.", {},
                       [&http] { return one(http.counters().connections_total); });
  counters.add_counter("millrace_http_bytes_total", "Bytes of all connections.", {"direction"},
                       [&http]() -> Levels {
                         const auto now = http.counters();
                         return {{{"in"}, static_cast<double>(now.bytes_in)},
                                 {{"out"}, static_cast<double>(now.bytes_out)}};
                       });
  counters.add_counter("millrace_http_slow_clients_total", "Connections cut for being too slow.",
                       {}, [&http] { return one(http.counters().cut_slow); });
}

void count_store(Counters& counters, store::Store& store) {
  counters.add_counter("millrace_store_commits_total", "Transactions committed.", {},
                       [&store] { return one(store.counters().commits); });
  counters.add_counter("millrace_store_writes_total", "Changes in them; several share a commit.",
                       {}, [&store] { return one(store.counters().writes); });
  counters.add_gauge("millrace_store_revision", "The newest revision.", {},
                     [&store] { return one(static_cast<std::uint64_t>(store.last_rev())); });
  counters.add_gauge("millrace_runs", "Runs that have not ended; queued ones wait for a place.",
                     {"state"}, [&store] { return runs_by_state(store); });
}

}  // namespace millrace::server
