// The loop over a small trainee: what it learns, and that deaths, ranks and packing change nothing.
#include "train/trainer.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/rng.h"
#include "base/thread.h"
#include "io/fake_file_system.h"
#include "io/socket.h"
#include "train/testing.h"

namespace millrace::train {
namespace {

constexpr std::size_t kVocabulary = 12;
const std::string kFolder = "/out/checkpoints";

protocol::TuneParams sample_params() {
  protocol::TuneParams params;
  params.epochs = 2;
  params.learning_rate = 0.05;
  params.global_batch_size = 8;
  params.seq_len = 16;
  params.save_steps = 3;
  return params;
}

struct Log final : Watcher {
  Result<void> on_step(const StepReport& report) override {
    steps.push_back(report);
    return {};
  }
  Result<void> on_eval(const EvalReport& report) override {
    evals.push_back(report);
    return {};
  }
  void on_note(std::string_view words) override { notes += std::string(words) + "\n"; }
  std::vector<StepReport> steps;
  std::vector<EvalReport> evals;
  std::string notes;
};

// One life of a training.
struct Life {
  BigramTrainee trainee{kVocabulary};
  Log log;
  base::FakeClock clock;
  comm::Group group = comm::Group::alone();
  std::int64_t stop_after = -1;

  Result<Outcome> run(io::FileSystem& fs, const Examples& examples, protocol::TuneParams params,
                      std::string identity = "id") {
    Trainer trainer(trainee, examples,
                    {.params = std::move(params),
                     .identity = std::move(identity),
                     .checkpoints = kFolder,
                     .micro_tokens = 32},
                    {fs, clock, group, log, [this] {
                       return stop_after >= 0 &&
                              static_cast<std::int64_t>(log.steps.size()) >= stop_after;
                     }});
    return trainer.run();
  }
};

TEST(Trainer, Learns) {
  io::FakeFileSystem fs;
  const auto examples = sample_examples(100, kVocabulary, 16);
  Life life;
  const auto outcome = life.run(fs, examples, sample_params());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->standing.step, 26);
  EXPECT_GT(life.log.steps.front().loss, 2.3);
  EXPECT_LT(life.log.steps.back().loss, 1.7);
  EXPECT_EQ(life.log.steps.back().epoch, 2);
}

TEST(Trainer, EndsAndGoesOnBitForBit) {
  const auto examples = sample_examples(60, kVocabulary, 16);
  Life whole;
  io::FakeFileSystem whole_fs;
  ASSERT_TRUE(whole.run(whole_fs, examples, sample_params()));
  for (std::int64_t stop = 0; stop < 15; ++stop) {
    io::FakeFileSystem fs;
    Life first;
    first.stop_after = stop;
    const auto interrupted = first.run(fs, examples, sample_params());
    ASSERT_TRUE(interrupted);
    ASSERT_EQ(interrupted->end, Outcome::End::kInterrupted);
    Life second;
    ASSERT_TRUE(second.run(fs, examples, sample_params()));
    EXPECT_NE(
        second.log.notes.find("resumed after step " + std::to_string(interrupted->standing.step)),
        std::string::npos);
    EXPECT_EQ(std::memcmp(second.trainee.values().data(), whole.trainee.values().data(),
                          whole.trainee.values().size_bytes()),
              0);
  }
}

// Killed at any write, any number of times: what comes out in the end has the same bits.
TEST(Trainer, DeathsChangeNoBit) {
  const auto examples = sample_examples(40, kVocabulary, 16);
  auto params = sample_params();
  params.save_steps = 1;
  params.eval_split = 0.1;
  params.eval_steps = 4;
  Life whole;
  io::FakeFileSystem whole_fs;
  ASSERT_TRUE(whole.run(whole_fs, examples, params));
  const std::uint64_t operations = whole_fs.operations();
  int resumed = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    base::SeededRng rng(seed);
    io::FakeFileSystem fs;
    for (int life = 0;; ++life) {
      Life one;
      if (life < 4) fs.cut_power_at(fs.operations() + 1 + rng.below(operations / 2));
      const auto outcome = one.run(fs, examples, params);
      resumed += one.log.notes.find("resumed") != std::string::npos;
      if (outcome) {
        EXPECT_EQ(std::memcmp(one.trainee.values().data(), whole.trainee.values().data(),
                              whole.trainee.values().size_bytes()),
                  0)
            << "seed " << seed;
        break;
      }
      ASSERT_LT(life, 4) << outcome.error().message;
      fs.restart(io::FakeFileSystem::Survive::kSome, &rng);
    }
  }
  EXPECT_GT(resumed, 12);
}

TEST(Trainer, AnotherTrainingsCheckpointIsRefused) {
  io::FakeFileSystem fs;
  const auto examples = sample_examples(40, kVocabulary, 16);
  Life first;
  ASSERT_TRUE(first.run(fs, examples, sample_params()));
  Life second;
  const auto refused = second.run(fs, examples, sample_params(), "another");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_NE(refused.error().message.find("--output"), std::string::npos);
}

TEST(Trainer, RanksTogetherAreAsOne) {
  const auto examples = sample_examples(100, kVocabulary, 16);
  auto params = sample_params();
  params.eval_split = 0.1;
  Life alone;
  io::FakeFileSystem alone_fs;
  ASSERT_TRUE(alone.run(alone_fs, examples, params));
  auto listener = io::listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  const auto port = *io::local_port(listener->get());
  io::FakeFileSystem fs;
  Life lives[2];
  {
    std::vector<base::Thread> threads;
    for (int rank = 0; rank < 2; ++rank)
      threads.emplace_back("rank", [&, rank] {
        auto group = comm::Group::join(
            {.rank = rank, .size = 2, .port = port}, base::system_clock(), {},
            rank == 0 ? std::optional<io::Fd>(std::move(*listener)) : std::nullopt);
        ASSERT_TRUE(group);
        lives[rank].group = std::move(*group);
        const auto outcome = lives[rank].run(fs, examples, params);
        ASSERT_TRUE(outcome) << outcome.error().message;
      });
  }
  EXPECT_EQ(std::memcmp(lives[0].trainee.values().data(), lives[1].trainee.values().data(),
                        lives[0].trainee.values().size_bytes()),
            0);
  for (std::size_t i = 0; i < alone.trainee.values().size(); ++i)
    EXPECT_NEAR(lives[0].trainee.values()[i], alone.trainee.values()[i], 1e-5F);
  ASSERT_EQ(lives[0].log.steps.size(), alone.log.steps.size());
  for (std::size_t i = 0; i < alone.log.steps.size(); ++i)
    EXPECT_NEAR(lives[0].log.steps[i].loss, alone.log.steps[i].loss, 1e-6);
}

TEST(Trainer, PackingChangesNoLoss) {
  const auto examples = sample_examples(100, kVocabulary, 16);
  auto params = sample_params();
  Life packed, single;
  io::FakeFileSystem fs_packed, fs_single;
  ASSERT_TRUE(packed.run(fs_packed, examples, params));
  params.packing = false;
  ASSERT_TRUE(single.run(fs_single, examples, params));
  for (std::size_t i = 0; i < packed.log.steps.size(); ++i)
    EXPECT_NEAR(packed.log.steps[i].loss, single.log.steps[i].loss, 1e-6);
}

TEST(Trainer, ALossThatIsNoNumberNamesItsRows) {
  io::FakeFileSystem fs;
  const auto examples = sample_examples(40, kVocabulary, 16);
  Life life;
  life.trainee.poison = 3;
  const auto outcome = life.run(fs, examples, sample_params());
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find("the loss of step 1 is not a number; the batch is"),
            std::string::npos);
  EXPECT_NE(outcome.error().message.find("sample.jsonl row "), std::string::npos);
}

TEST(Trainer, StopsWhenEvaluationTurnsAndKeepsTheBest) {
  io::FakeFileSystem fs;
  const auto examples = sample_examples(30, kVocabulary, 16);
  auto params = sample_params();
  params.epochs = 50;
  params.learning_rate = 0.1;
  params.weight_decay = 0;
  params.eval_split = 0.3;
  params.early_stopping_patience = 2;
  Life life;
  const auto outcome = life.run(fs, examples, params);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->end, Outcome::End::kStoppedEarly);
  ASSERT_GE(life.log.evals.size(), 3u);
  EXPECT_EQ(outcome->standing.step, life.log.evals.back().step);
  EXPECT_EQ(outcome->standing.best_step, life.log.evals[life.log.evals.size() - 3].step);
  // The weights are those of the best evaluation: they evaluate as it did.
  const Split kept = split(examples.size(), 0.3, 42);
  double sum = 0;
  for (const Rows& rows : cut(examples, kept.eval, {.tokens = 32})) sum += *life.trainee.loss(rows);
  EXPECT_NEAR(sum / static_cast<double>(loss_tokens_of(examples, kept.eval)),
              *outcome->standing.best_eval, 1e-9);
}

TEST(Trainer, AFullDiskEndsItWithTheLastCheckpointWhole) {
  io::FakeFileSystem fs;
  const auto examples = sample_examples(60, kVocabulary, 16);
  Life first;
  first.stop_after = 4;
  ASSERT_TRUE(first.run(fs, examples, sample_params()));
  fs.fail_at(fs.operations() + 4, fail(ErrorCode::kExhausted, "no space left on device"));
  Life second;
  const auto outcome = second.run(fs, examples, sample_params());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(ckpt::open_newest(fs, kFolder)->checkpoint);
}

}  // namespace
}  // namespace millrace::train
