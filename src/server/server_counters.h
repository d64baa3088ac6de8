// What the server counts of itself: requests, connections, the store's commits, runs by state.
// Shown by /metrics.
#pragma once
#include "metrics/counters.h"
#include "net/server.h"
#include "store/store.h"

namespace millrace::server {

// Before http.start(). All three must outlive the server's last request.
void count_requests(metrics::Counters& counters, net::Server& http);
void count_store(metrics::Counters& counters, store::Store& store);

}  // namespace millrace::server
