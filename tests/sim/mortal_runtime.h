// A runtime behind a fuse: once it is burnt, no call of the killed server gets through.
#pragma once
#include "runtime/runtime.h"
#include "sim_rows.h"

namespace millrace::sim {

class MortalRuntime final : public runtime::Runtime {
 public:
  using Key = runtime::AttemptKey;
  MortalRuntime(runtime::Runtime& real, Fuse& fuse) : real_(real), fuse_(fuse) {}

  Result<void> ensure(const Key& k, const std::vector<protocol::InstanceSpec>& s) override {
    TRY(line());
    return real_.ensure(k, s);
  }
  Result<void> ensure_gone(const Key& k) override {
    TRY(line());
    return real_.ensure_gone(k);
  }
  Result<void> forget(const Key& k) override {
    TRY(line());
    return real_.forget(k);
  }
  Result<runtime::Observation> observe() override {
    TRY(line());
    return real_.observe();
  }
  Result<runtime::Chunk> read(const Key& k, std::int64_t i, runtime::Stream s, const std::string& c,
                              std::size_t n) override {
    TRY(line());
    return real_.read(k, i, s, c, n);
  }
  Result<std::vector<runtime::InstanceSample>> sample(const Key& k) override {
    TRY(line());
    return real_.sample(k);
  }
  Result<std::unique_ptr<runtime::Terminal>> open_terminal(const Key& k, std::int64_t i,
                                                           const std::vector<std::string>& command,
                                                           int columns, int rows) override {
    TRY(line());
    return real_.open_terminal(k, i, command, columns, rows);
  }
  Result<runtime::Endpoint> endpoint(const Key& k, std::int64_t i, const std::string& p) override {
    TRY(line());
    return real_.endpoint(k, i, p);
  }
  Result<runtime::NodeFacts> facts() override {
    TRY(line());
    return real_.facts();
  }
  Result<std::string> newest_checkpoint(const std::string& run) override {
    TRY(line());
    return real_.newest_checkpoint(run);
  }

 private:
  Result<void> line() {
    if (fuse_.burn()) return {};
    return fail(ErrorCode::kUnavailable, "the server is dead");
  }
  runtime::Runtime& real_;
  Fuse& fuse_;
};

}  // namespace millrace::sim
