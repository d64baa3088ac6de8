#include "private_postgres.h"

#include <fmt/core.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/file_system.h"

namespace millrace::tests {
namespace {

constexpr std::string_view kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr base::Duration kReadyWithin{60'000};
constexpr base::Duration kBetweenTries{50};

// PostgreSQL refuses to run as root; it ends with its parent, whatever happens to that.
std::vector<std::string> unprivileged(std::vector<std::string> command) {
  std::vector<std::string> argv{"setpriv", "--pdeathsig", "INT"};
  if (geteuid() == 0)
    argv.insert(argv.end(), {"--reuid", "postgres", "--regid", "postgres", "--clear-groups"});
  argv.push_back("--");
  command.front() = std::string(kPrograms) + command.front();
  argv.insert(argv.end(), command.begin(), command.end());
  return argv;
}

Result<void> run(std::vector<std::string> command, const std::string& folder) {
  const std::string what = command.front();
  TRY_ASSIGN(const io::Captured done,
             io::capture({.argv = unprivileged(std::move(command)), .directory = folder},
                         {.timeout = kReadyWithin}));
  if (!done.status.success())
    return fail(ErrorCode::kInternal,
                fmt::format("{}: {}: {}{}", what, done.status.to_string(), done.out, done.err));
  return {};
}

}  // namespace

Result<std::unique_ptr<PrivatePostgres>> PrivatePostgres::start(Disk disk) {
  // Short: the path of a UNIX socket has 107 characters at most.
  std::string pattern = "/tmp/millrace-pg-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return base::from_errno(errno, "mkdtemp");
  std::unique_ptr<PrivatePostgres> postgres(new PrivatePostgres(pattern));
  postgres->disk_ = disk;
  if (geteuid() == 0) {
    const passwd* account = getpwnam("postgres");
    if (account == nullptr)
      return fail(ErrorCode::kNotFound,
                  "there is no account postgres: install the package postgresql-15");
    if (chown(pattern.c_str(), account->pw_uid, account->pw_gid) != 0)
      return base::from_errno(errno, "chown");
  }
  TRY(run({"initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
           "-D", pattern + "/data"},
          pattern));
  TRY(postgres->launch());
  return postgres;
}

Result<void> PrivatePostgres::launch() {
  std::vector<std::string> command{"postgres", "-D", folder_ + "/data",  "-k",
                                   folder_,    "-c", "listen_addresses="};
  if (disk_ == Disk::kFast) command.insert(command.end(), {"-c", "fsync=off"});
  io::Command postgres{.argv = unprivileged(std::move(command)),
                       .directory = folder_,
                       .out = io::Stream::append_file(folder_ + "/log"),
                       .err = io::Stream::append_file(folder_ + "/log")};
  TRY_ASSIGN(io::Subprocess started, io::Subprocess::spawn(postgres));
  server_ = std::make_unique<io::Subprocess>(std::move(started));
  base::Clock& clock = base::system_clock();
  for (const auto until = clock.monotonic() + kReadyWithin; clock.monotonic() < until;
       clock.sleep_for(kBetweenTries)) {
    if (run({"pg_isready", "-q", "-h", folder_}, folder_)) return {};
    TRY_ASSIGN(const auto ended, server_->wait_for(base::Duration{0}));
    if (ended)
      return fail(ErrorCode::kInternal, fmt::format("postgres ended: {}", ended->to_string()));
  }
  return fail(ErrorCode::kTimeout, "postgres did not get ready");
}

void PrivatePostgres::stop() {
  if (!server_) return;
  (void)server_->kill(SIGINT);  // "fast": rolls back what is open
  const auto ended = server_->wait_for(kReadyWithin);
  if (!ended || !*ended) (void)server_->kill(SIGKILL);
  server_.reset();
}

PrivatePostgres::~PrivatePostgres() {
  stop();
  (void)io::system_files().remove_tree(folder_);
}

Result<void> PrivatePostgres::restart() {
  stop();
  return launch();
}

std::string PrivatePostgres::url(const std::string& database) const {
  return fmt::format("postgresql:///{}?host={}&user=postgres", database, folder_);
}

Result<void> PrivatePostgres::create_database(const std::string& name) {
  return run({"createdb", "-h", folder_, "-U", "postgres", name}, folder_);
}

}  // namespace millrace::tests
