// Runs of the pipeline over a disk in memory. For tests only.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clean/pipeline/assemble.h"
#include "clean/pipeline/clean.h"
#include "io/fake_file_system.h"

namespace millrace::clean {

class QuietWatcher final : public CleanWatcher {
 public:
  Answer progress(std::string_view, std::uint64_t, std::uint64_t) override { return answer; }
  Answer answer = Answer::kGoOn;
};

inline void write_file(io::FileSystem& files, const std::string& path, std::string_view bytes) {
  ASSERT_TRUE(io::replace_file(files, path, bytes));
}

inline std::string read_or(io::FileSystem& files, const std::string& path) {
  auto bytes = io::read_file(files, path);
  return bytes ? *bytes : "! " + bytes.error().message;
}

// Operators as on the command line; shards of a few rows, so that there are many.
inline CleanJob job_of(const std::vector<std::string>& ops,
                       std::vector<std::string> text_keys = {"text"}) {
  CleanJob job;
  for (const std::string& op : ops) {
    auto step = step_from_argument(op);
    EXPECT_TRUE(step) << op << ": " << (step ? "" : step.error().message);
    if (step) job.recipe.steps.push_back(std::move(*step));
  }
  job.recipe.text_keys = std::move(text_keys);
  auto steps = make_steps(job.recipe, Context{});
  EXPECT_TRUE(steps) << (steps ? "" : steps.error().message);
  if (steps) job.steps = std::move(*steps);
  job.inputs = {"/in.jsonl"};
  job.output = "/out.jsonl";
  job.provenance = "/p.jsonl";
  job.shard_bytes = 200;
  return job;
}

inline Result<CleanSummary> run(io::FileSystem& files, const CleanJob& job) {
  base::FakeClock clock;
  QuietWatcher watcher;
  return clean(files, clock, job, watcher);
}

}  // namespace millrace::clean
