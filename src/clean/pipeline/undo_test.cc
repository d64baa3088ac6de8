#include <gtest/gtest.h>

#include "clean/pipeline/testing.h"

namespace millrace::clean {
namespace {

const std::vector<std::string> kAll{"clean_email_mapper", "document_deduplicator",
                                    R"(text_length_filter={"min_len":7})", "clean_ip_mapper",
                                    "document_minhash_deduplicator"};

std::string rows() {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += R"({"text":"行)" + std::to_string(i % 13) + " a@b.com " +
            std::string(static_cast<std::size_t>(i % 4), 'x') + " 10.0.0." + std::to_string(i % 3) +
            R"( c@d.org"})" + "\n" + (i % 9 == 8 ? "broken\n" : "");
  return text;
}

// Undoing a step is the same as never having run it, in rows and in records.
TEST(Undo, IsTheRunWithoutTheStep) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", rows());
  ASSERT_TRUE(run(files, job_of(kAll)));
  for (std::size_t step = 0; step < kAll.size(); ++step) {
    std::vector<std::string> others = kAll;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(step));
    CleanJob without = job_of(others);
    without.output = "/expected.jsonl";
    without.provenance = "/expected_p.jsonl";
    ASSERT_TRUE(run(files, without));

    const std::string name = kAll[step].substr(0, kAll[step].find('='));
    auto plan = plan_undo(files, "/p.jsonl", name, {});
    ASSERT_TRUE(plan) << plan.error().message;
    CleanJob job = job_of({"clean_email_mapper"});
    job.recipe = plan->recipe;
    job.steps = make_steps(job.recipe, Context{}).value();
    job.inputs = plan->inputs;
    job.undo = plan->undo;
    job.output = "/undone.jsonl";
    job.provenance = "/undone_p.jsonl";
    const auto sum = run(files, job);
    ASSERT_TRUE(sum) << sum.error().message;
    EXPECT_EQ(read_or(files, "/undone.jsonl"), read_or(files, "/expected.jsonl")) << name;
    EXPECT_EQ(read_or(files, "/undone_p.jsonl"), read_or(files, "/expected_p.jsonl")) << name;
  }
}

// A provenance whose early changes say something else than the operators would: they are taken
// over, so the operators were not run.
TEST(Undo, EarlierStepsAreNotRunAgain) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", "{\"text\":\"one a@b.com two\"}\n");
  ASSERT_TRUE(run(files, job_of({"clean_email_mapper", "text_length_filter"})));
  std::string records = read_or(files, "/p.jsonl");
  const std::size_t at = records.find("\"after\":\"\"");
  ASSERT_NE(at, std::string::npos);
  records.replace(at, 10, "\"after\":\"*\"");
  write_file(files, "/p.jsonl", records);
  std::string summary = read_or(files, "/p.jsonl.summary.json");
  const std::string old_size = std::to_string(records.size() - 1);
  const std::size_t size_at = summary.rfind(old_size);
  ASSERT_NE(size_at, std::string::npos);
  summary.replace(size_at, old_size.size(), std::to_string(records.size()));
  write_file(files, "/p.jsonl.summary.json", summary);

  auto plan = plan_undo(files, "/p.jsonl", "text_length_filter", {}).value();
  CleanJob job = job_of({"clean_email_mapper"});
  job.undo = plan.undo;
  job.provenance.clear();
  ASSERT_TRUE(run(files, job));
  EXPECT_EQ(read_or(files, "/out.jsonl"), "{\"text\":\"one * two\"}\n");
}

TEST(Undo, RefusesWhatIsNotOfTheRun) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", "{\"text\":\"one a@b.com two\"}\n");
  ASSERT_TRUE(run(files, job_of({"clean_email_mapper", "clean_email_mapper"})));
  const auto why = [&](const std::string& name) {
    const auto plan = plan_undo(files, "/p.jsonl", name, {});
    return plan ? std::string("fine") : plan.error().message;
  };
  EXPECT_EQ(why("clean_email_mapper#2"), "fine");
  EXPECT_EQ(why("clean_email_mapper"),
            "clean_email_mapper was run 2 times; name one as clean_email_mapper#1");
  EXPECT_EQ(why("clean_email_mapper#3"), "clean_email_mapper was run 2 times only");
  EXPECT_EQ(why("clean_ip_mapper"),
            "clean_ip_mapper was not run; the provenance knows no such step");
  // Another input of the same size: the records do not fit.
  auto plan = plan_undo(files, "/p.jsonl", "clean_email_mapper#2", {}).value();
  write_file(files, "/in.jsonl", "{\"text\":\"one a@c.com two\"}\n");
  CleanJob job = job_of({"clean_email_mapper"});
  job.undo = plan.undo;
  job.provenance.clear();
  const auto sum = run(files, job);
  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error().message, "the provenance of row 1 is not of this input: clean it anew");
  write_file(files, "/in.jsonl", "{}\n");
  EXPECT_EQ(why("clean_email_mapper#1"),
            "/in.jsonl has changed since it was cleaned: clean it anew");
}

}  // namespace
}  // namespace millrace::clean
