#include "server/server.h"

#include <signal.h>

#include <cstdio>

#include "base/log.h"
#include "server/parts.h"

namespace millrace::server {
namespace {

// Blocked before any thread starts, so that only the wait below gets them.
sigset_t block_end_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

int report(const Error& error) {
  std::fprintf(stderr, "millrace: the server cannot start: %s\n", error.message.c_str());
  for (const auto& v : error.violations)
    std::fprintf(stderr, "  %s: %s\n", v.field.c_str(), v.reason.c_str());
  return base::info(error.code).exit_status;
}

}  // namespace

int run_server(const settings::Loaded& loaded) {
  const sigset_t end_signals = block_end_signals();
  auto parts = Parts::make(loaded);
  if (!parts) return report(parts.error());
  if (auto started = (*parts)->start(); !started) return report(started.error());
  int signal_number = 0;
  sigwait(&end_signals, &signal_number);
  log_info("server", "draining: requests are finished, runs go on");
  (*parts)->drain();
  return 0;
}

}  // namespace millrace::server
