// For the tests of LocalRuntime: a data folder of its own, real shims, waiting on conditions. Skips
// with words where the machine cannot.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "runtime/local/local_runtime.h"

namespace millrace::runtime {

class LocalRuntimeTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  void make_data();  // the folder, and a runtime on it

  // A job of one instance that runs `script` in bash.
  static protocol::InstanceSpec spec(const std::string& script, std::int64_t instance = 0);
  static AttemptKey key(std::int64_t attempt = 1) { return {"0run", attempt}; }
  virtual LocalOptions options() const;
  void open();  // (again, as after a restart of the server)
  InstanceObservation see(std::int64_t instance = 0, std::int64_t attempt = 1);
  // False, and a failure of the test, when it did not come about within half a minute.
  bool wait_until(const std::string& what, const std::function<bool()>& holds);
  // Runs it to its end; the exit record.
  protocol::ExitRecord run(const protocol::InstanceSpec&);
  protocol::ExitRecord wait_for_exit(std::int64_t instance = 0);
  bool wait_for_log(const std::string& text, std::int64_t instance = 0);
  std::string log(std::int64_t instance = 0, const std::string& cursor = "");
  std::string path(const std::string& name) const { return data_ + "/" + name; }

  std::string data_;
  base::Clock& clock_ = base::system_clock();
  std::unique_ptr<LocalRuntime> runtime_;
};

// Processes of the machine whose command line has this text in it, but for the dead ones.
std::vector<int> processes_with(const std::string& text);

}  // namespace millrace::runtime
