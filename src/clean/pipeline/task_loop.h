// Tasks on threads: each takes the next of a list until all are done, one has failed, or the
// watcher says stop.
#pragma once
#include <atomic>
#include <functional>
#include <string_view>
#include <vector>

#include "clean/pipeline/clean.h"

namespace millrace::clean {

struct TaskLoop {
  std::vector<std::size_t> order;
  std::function<Result<void>(std::size_t)> run;  // called by several threads
  int workers = 1;
  std::string_view phase;
  const std::atomic<std::uint64_t>* done = nullptr;  // nullptr: tasks are counted
  std::uint64_t total = 0;
};
// The error of the earliest task in the list that failed.
Result<void> run_tasks(const TaskLoop& loop, CleanWatcher& watcher);

// Own tasks first, then what others have not finished, from their ends: no instance waits for
// another, and none is needed.
std::vector<std::size_t> order_of(std::size_t tasks, const Team& team);

}  // namespace millrace::clean
