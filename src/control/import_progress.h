// How far one import is, written to its row now and then; and whether it should go on. One thread.
#pragma once
#include <atomic>
#include <string>

#include "base/clock.h"
#include "store/store.h"

namespace millrace::control {

class ImportProgress {
 public:
  ImportProgress(store::Store& store, Clock& clock, const std::atomic<bool>& stopping,
                 std::string version_id)
      : store_(store), clock_(clock), stopping_(stopping), id_(std::move(version_id)) {}
  // kCancelled when the server stops, or the version is not being imported any more.
  Result<void> add(std::uint64_t bytes);
  Result<void> expect(std::uint64_t total);  // 0: not known
  void begin_again() { done_ = 0; }

 private:
  Result<void> write();

  store::Store& store_;
  Clock& clock_;
  const std::atomic<bool>& stopping_;
  const std::string id_;
  std::uint64_t done_ = 0, total_ = 0;
  Duration written_{0};
};

}  // namespace millrace::control
