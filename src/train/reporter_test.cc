#include "train/reporter.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "io/fake_file_system.h"
#include "json/value.h"
#include "scalars/event_folder.h"

namespace millrace::train {
namespace {

StepReport at(std::int64_t step) {
  return {.step = step,
          .total_steps = 10,
          .epoch = 0.5,
          .loss = 1.25,
          .learning_rate = 1e-4,
          .gradient_norm = 2,
          .tokens = 3000,
          .seconds = 1.5,
          .eta_s = 7};
}

TEST(Reporter, WritesWhatTheServerReads) {
  io::FakeFileSystem fs;
  base::FakeClock clock;
  auto reporter = Reporter::create(fs, clock, {.progress = "/progress"});
  ASSERT_TRUE(reporter);
  for (std::int64_t step = 1; step <= 10; ++step) {
    ASSERT_TRUE((*reporter)->on_step(at(step)));
    clock.advance(base::Duration(200));
  }
  const auto text = *io::read_file(fs, "/progress");
  std::vector<std::int64_t> steps;
  for (const auto line : base::split(base::trim(text), '\n')) {
    const auto document = json::parse(line);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->int_or("total_steps", 0), 10);
    EXPECT_EQ(document->number_or("loss", 0), 1.25);
    EXPECT_EQ(document->number_or("eta_s", 0), 7);
    steps.push_back(document->int_or("step", 0));
  }
  EXPECT_EQ(steps, (std::vector<std::int64_t>{1, 4, 7, 10}));  // not all, but the last
}

TEST(Reporter, WritesEventFiles) {
  io::FakeFileSystem fs;
  base::FakeClock clock;
  auto reporter = Reporter::create(
      fs, clock, {.events = "/tensorboard", .flops_per_token = 6e6, .peak_flops = 1e11});
  ASSERT_TRUE(reporter);
  ASSERT_TRUE((*reporter)->on_step(at(3)));
  ASSERT_TRUE((*reporter)->on_eval({.step = 3, .loss = 1.5}));
  scalars::FolderReader reader(fs, "/tensorboard");
  const auto files = reader.poll();
  ASSERT_TRUE(files && files->size() == 1);
  std::map<std::string, double> values;
  for (const auto& scalar : (*files)[0].scalars) {
    EXPECT_EQ(scalar.step, 3);
    values[scalar.tag] = scalar.value;
  }
  EXPECT_EQ(values.size(), 6u);
  EXPECT_EQ(values["loss"], 1.25);
  EXPECT_NEAR(values["lr"], 1e-4, 1e-9);
  EXPECT_EQ(values["grad_norm"], 2);
  EXPECT_EQ(values["tokens_per_second"], 2000);
  EXPECT_NEAR(values["mfu"], 2000 * 6e6 / 1e11, 1e-6);
  EXPECT_EQ(values["eval/loss"], 1.5);
}

TEST(Reporter, TellsAPerson) {
  io::FakeFileSystem fs;
  base::FakeClock clock;
  std::string said;
  auto reporter = Reporter::create(
      fs, clock, {.say = [&](std::string_view line) { said += std::string(line) + "\n"; }});
  ASSERT_TRUE(reporter);
  ASSERT_TRUE((*reporter)->on_step(at(1)));
  ASSERT_TRUE((*reporter)->on_step(at(2)));
  EXPECT_EQ(said, "step 1/10  loss 1.2500  lr 1.00e-04  2000 tokens/s  7 s left\n");
}

}  // namespace
}  // namespace millrace::train
