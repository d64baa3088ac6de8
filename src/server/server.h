// The server: everything made, joined and run until it is asked to end. Wiring only.
#pragma once
#include "settings/load.h"

namespace millrace::server {

// Runs until SIGTERM or SIGINT, then drains: requests are finished, runs go on. The exit status.
int run_server(const settings::Loaded& loaded);

}  // namespace millrace::server
