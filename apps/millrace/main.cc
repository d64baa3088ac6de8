// The program: hands the system to the command line.
#include <signal.h>

#include "cli/context.h"
#include "cli/system_http.h"
#include "server/server.h"

extern char** environ;

namespace {

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace millrace;
  // A reader that goes away is told by write(2).
  ::signal(SIGPIPE, SIG_IGN);
  cli::SystemHttp http(base::system_rng());
  cli::Context context{cli::system_console(), http,
                       io::system_files(),    base::system_clock(),
                       base::system_rng(),    environment()};
  context.local.server = [](const settings::Loaded& loaded) -> Result<int> { return server::run_server(loaded); };
  return cli::run(context, {argv + 1, argv + argc});
}
