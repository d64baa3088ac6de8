// A PostgreSQL of a test's own, from Debian's package: a cluster in a temporary folder, reachable
// through a UNIX socket only, ended with the object. As root it runs as the account `postgres`. One
// thread.
#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "io/subprocess.h"

namespace millrace::tests {

class PrivatePostgres {
 public:
  // kFast does not wait for the disk: for tests that ask whether answers are right, not whether
  // they last.
  enum class Disk { kFast, kDurable };
  static Result<std::unique_ptr<PrivatePostgres>> start(Disk disk = Disk::kFast);
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  // "postgresql://…" of a database of that name, which the caller makes; "postgres" is always
  // there.
  std::string url(const std::string& database = "postgres") const;
  Result<void> create_database(const std::string& name);
  // Ends the server at once and starts it again on the same data.
  Result<void> restart();

 private:
  explicit PrivatePostgres(std::string folder) : folder_(std::move(folder)) {}
  Result<void> launch();
  void stop();

  std::string folder_;
  Disk disk_ = Disk::kFast;
  std::unique_ptr<io::Subprocess> server_;
};

}  // namespace millrace::tests
