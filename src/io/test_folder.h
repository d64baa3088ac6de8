// A temporary folder for a test, removed with all it holds. For tests only.
#pragma once
#include <stdlib.h>

#include <string>

#include "base/check.h"
#include "io/remove_tree.h"

namespace millrace::io {

class TestFolder {
 public:
  TestFolder() {
    const char* where = ::getenv("TMPDIR");
    path_ = std::string(where ? where : "/tmp") + "/millrace-test-XXXXXX";
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TestFolder() { CHECK(remove_tree(path_).has_value()); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace millrace::io
