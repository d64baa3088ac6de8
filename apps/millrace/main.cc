// The program: hands the system to the command line.
#include <signal.h>

#include "cli/context.h"
#include "cli/system_http.h"
#include "server/local_commands.h"
#include "server/server.h"

extern char** environ;

namespace {

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

// The same four fields on both sides of the command line's wall.
millrace::Result<std::vector<millrace::cli::Check>> doctor_checks(
    const millrace::settings::Loaded& loaded) {
  TRY_ASSIGN(const auto found, millrace::server::run_doctor(loaded));
  std::vector<millrace::cli::Check> checks;
  for (const auto& c : found)
    checks.push_back(
        {static_cast<millrace::cli::Check::State>(c.state), c.name, c.found, c.advice});
  return checks;
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
  context.local = {.server = [](const settings::Loaded& loaded) -> Result<int> {
                     return server::run_server(loaded);
                   },
                   .doctor = doctor_checks,
                   .backup = server::run_backup,
                   .restore = server::run_restore};
  return cli::run(context, {argv + 1, argv + argc});
}
