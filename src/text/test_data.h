// Finds the test data that lies beside the project, for tests that use it where it is.
#pragma once
#include <optional>
#include <string>

namespace millrace::text {

// The path below the folder that MILLRACE_TEST_DATA names, else below ../shared/data beside the
// project; nothing if it is not there.
std::optional<std::string> test_data(const std::string& path);
std::string read_all(const std::string& path);

}  // namespace millrace::text

#define SKIP_WITHOUT_TEST_DATA(path) \
  if (!test_data(path)) GTEST_SKIP() << path << " is not in MILLRACE_TEST_DATA"
