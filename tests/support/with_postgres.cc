// with_postgres COMMAND…: runs it with MILLRACE_TEST_POSTGRES naming a PostgreSQL of its own.
#include <fmt/core.h>
#include <stdlib.h>

#include "private_postgres.h"

int main(int argc, char** argv) {
  using millrace::tests::PrivatePostgres;
  if (argc < 2) {
    fmt::print(stderr, "usage: with_postgres COMMAND…\n");
    return 2;
  }
  const auto postgres = PrivatePostgres::start();
  if (!postgres) {
    fmt::print(stderr, "{}\n", postgres.error().to_string());
    return 1;
  }
  setenv("MILLRACE_TEST_POSTGRES", (*postgres)->url().c_str(), 1);
  auto child = millrace::io::Subprocess::spawn({.argv = {argv + 1, argv + argc}});
  const auto ended =
      child ? child->wait() : millrace::Result<millrace::io::ExitStatus>(child.error());
  if (!ended) {
    fmt::print(stderr, "{}\n", ended.error().to_string());
    return 1;
  }
  return ended->signal == 0 ? ended->code : 128 + ended->signal;
}
