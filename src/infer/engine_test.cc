#include "infer/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "infer/fake_step_model.h"
#include "text/byte_tokenizer.h"

namespace millrace::infer {
namespace {

using Ids = std::vector<std::int32_t>;

class Collector final : public EventSink {
 public:
  void on_event(const Event& event) override {
    base::MutexLock lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  }
  void wait_for_tokens(std::size_t count) {
    base::MutexLock lock(mutex_);
    while (tokens() < count && !over()) changed_.wait(mutex_);
  }
  std::vector<Event> wait() {
    base::MutexLock lock(mutex_);
    while (!over()) changed_.wait(mutex_);
    return events_;
  }

 private:
  bool over() const REQUIRES(mutex_) {
    return !events_.empty() && events_.back().scope == EventScope::kRequest;
  }
  std::size_t tokens() const REQUIRES(mutex_) {
    return static_cast<std::size_t>(
        std::ranges::count_if(events_, [](const Event& e) { return e.token.has_value(); }));
  }
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<Event> events_ GUARDED_BY(mutex_);
};

Ids tokens_of(const std::vector<Event>& events, std::int32_t choice = 0) {
  Ids ids;
  for (const Event& event : events)
    if (event.token && event.choice == choice) ids.push_back(event.token->id);
  return ids;
}

// What the fake says after `prompt`, by itself.
Ids greedy(Ids history, std::size_t count, std::int32_t vocab) {
  Ids answer;
  while (answer.size() < count) {
    const auto hash = FakeStepModel::hash_of(history, std::nullopt);
    std::int32_t best = 0;
    for (std::int32_t id = 1; id < vocab; ++id)
      if (FakeStepModel::logit(hash, id) > FakeStepModel::logit(hash, best)) best = id;
    answer.push_back(best);
    history.push_back(best);
  }
  return answer;
}

struct Fixture {
  explicit Fixture(FakeStepModel::Options model_options = {}, EngineOptions options = {}) {
    auto owned = std::make_unique<FakeStepModel>(model_options);
    model = owned.get();
    engine = std::make_unique<Engine>(std::move(owned), std::move(options), clock, rng);
  }
  std::shared_ptr<Collector> start(Request request) {
    auto sink = std::make_shared<Collector>();
    const auto id = engine->submit(std::move(request), sink);
    EXPECT_TRUE(id) << id.error().message;
    last = id ? *id : 0;
    return sink;
  }
  std::vector<Event> answer(Request request) { return start(std::move(request))->wait(); }

  base::FakeClock clock;
  base::SeededRng rng{7};
  FakeStepModel* model = nullptr;
  std::unique_ptr<Engine> engine;
  RequestId last = 0;
};

Request request(Ids prompt, std::int64_t tokens, double temperature = 0) {
  return {.prompt = std::move(prompt),
          .answer = {.sampling = {.temperature = temperature}, .max_tokens = tokens}};
}

Ids random_ids(Rng& rng, std::size_t longest) {
  Ids ids(1 + rng.below(longest));
  for (auto& id : ids) id = static_cast<std::int32_t>(rng.below(3));
  return ids;
}

// Sixteen at once with too few blocks, parts of prompts, shared prefixes and preemptions: each gets
// what it gets alone.
TEST(Engine, ABatchChangesNothing) {
  base::SeededRng rng(3);
  std::int64_t preemptions = 0;
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE(round);
    Fixture fixture({.blocks = 20, .vocab_size = 40},
                    {.planner = {.step_tokens = 12, .max_running = 12, .turn_tokens = 5}});
    std::vector<std::pair<Ids, std::shared_ptr<Collector>>> running;
    for (int i = 0; i < 16; ++i) {
      Ids prompt = random_ids(rng, 40);
      Request one = request(prompt, 12);
      one.client = std::to_string(i % 3);
      running.emplace_back(std::move(prompt), fixture.start(std::move(one)));
      if (i == 8) running.front().second->wait_for_tokens(2);
    }
    for (auto& [prompt, sink] : running) {
      const auto events = sink->wait();
      EXPECT_EQ(tokens_of(events), greedy(prompt, 12, 40));
      EXPECT_EQ(events.back().counts.generated, 12);
      EXPECT_EQ(events.back().counts.prompt, static_cast<std::int64_t>(prompt.size()));
      EXPECT_EQ(events.back().finish, FinishReason::kLength);
    }
    preemptions += fixture.engine->metrics().preemptions;
    EXPECT_EQ(fixture.engine->metrics().kv_usage, 0);
  }
  EXPECT_GT(preemptions, 0);
}

TEST(Engine, ChoicesShareThePromptAndASeedRepeats) {
  Fixture fixture;
  Request asked = request(Ids(17, 1), 8, 1.0);
  asked.answer.sampling.seed = 42;
  const auto alone = tokens_of(fixture.answer(asked));
  EXPECT_EQ(fixture.model->rows(), 17 + 7);
  Request many = asked;
  many.choices = 3;
  many.isolation = "another";
  const auto events = fixture.answer(many);
  EXPECT_EQ(tokens_of(events, 0), alone);
  EXPECT_NE(tokens_of(events, 1), alone);
  EXPECT_NE(tokens_of(events, 1), tokens_of(events, 2));
  EXPECT_EQ(events.back().counts, (TokenCounts{.prompt = 17, .cached = 0, .generated = 24}));
  // The prompt once; of each sibling the row that no full block holds, and its seven tokens.
  EXPECT_EQ(fixture.model->rows(), 24 + 17 + 7 + 2 * (1 + 7));
  EXPECT_EQ(fixture.answer(many).back().counts.cached, 16);
}

TEST(Engine, CancelledRequestsAreCountedExactly) {
  std::map<RequestId, UsageRecord> journal;  // of the engine's thread, read when it has ended
  base::SeededRng rng(11);
  std::map<RequestId, std::shared_ptr<Collector>> sinks;
  {
    Fixture fixture({.blocks = 30, .vocab_size = 16},
                    {.planner = {.step_tokens = 32, .max_running = 16, .max_waiting = 100000},
                     .usage = [&](std::span<const UsageRecord> records) {
                       for (const UsageRecord& record : records) journal[record.request] = record;
                     }});
    for (int i = 0; i < 2000; ++i) {
      Request one = request(random_ids(rng, 30), 1 + static_cast<std::int64_t>(rng.below(20)), 1);
      one.choices = 1 + static_cast<std::int32_t>(rng.below(2));
      auto sink = fixture.start(std::move(one));
      sinks[fixture.last] = std::move(sink);
      if (rng.below(2)) fixture.engine->cancel(1 + rng.below(fixture.last));
    }
    fixture.engine->cancel(fixture.last + 100);
    for (RequestId id = 1; id <= 1900; ++id) sinks.at(id)->wait();
    fixture.engine->stop();
    EXPECT_FALSE(fixture.engine->submit(request({1}, 1), nullptr));
    EXPECT_EQ(fixture.engine->metrics().kv_usage, 0);
  }
  std::int64_t cancelled = 0;
  for (auto& [id, sink] : sinks) {
    const auto events = sink->wait();
    const Event& end = events.back();
    const auto tokens = std::ranges::count_if(events, [](auto& e) { return e.token.has_value(); });
    ASSERT_EQ(end.counts.generated, tokens);
    ASSERT_EQ(journal.at(end.request).counts, end.counts);
    ASSERT_EQ(journal.at(end.request).state, UsageRecord::State::kFinal);
    cancelled += end.finish == FinishReason::kCancelled;
  }
  EXPECT_GT(cancelled, 0);
}

TEST(Engine, AnErrorOfTheModelEndsTheRequestsAndNotTheEngine) {
  Fixture fixture;
  fixture.model->fail_at_step(3);
  const auto failed = fixture.answer(request({1, 2, 3}, 9));
  EXPECT_EQ(failed.back().finish, FinishReason::kError);
  EXPECT_EQ(failed.back().counts.generated, 2);
  ASSERT_TRUE(failed[failed.size() - 2].error);
  EXPECT_EQ(failed[failed.size() - 2].error->message, "the fake model was told to fail");
  EXPECT_EQ(tokens_of(fixture.answer(request({1, 2, 3}, 9))), greedy({1, 2, 3}, 9, 64));
}

TEST(Engine, RefusesByName) {
  Fixture fixture({.blocks = 4, .vocab_size = 8},
                  {.planner = {.max_running = 1, .max_waiting = 2}});
  Request unknown = request({1, 8}, 1), none = request({}, 1), zero = request({1}, 0);
  Request stop = request({1}, 1), long_one = request(Ids(16, 1), 1), heat = request({1}, 1, 3);
  stop.answer.stop = {""};
  for (const Request& bad : {unknown, none, zero, stop, long_one, heat}) {
    const auto refused = fixture.engine->submit(bad, nullptr);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(refused.error().violations.size(), 1U);
  }
  Request many = request({1}, 1);
  many.choices = 4;
  EXPECT_EQ(fixture.engine->submit(many, nullptr).error().code, ErrorCode::kExhausted);
  // No longer than the model: 16 places, 15 of the prompt.
  EXPECT_EQ(fixture.answer(request(Ids(15, 1), 100)).back().counts.generated, 1);
}

TEST(Engine, TextEndsAtStopStringsAndEndTokens) {
  const auto tokenizer = text::Tokenizer::load(text::byte_tokenizer({{"<end>"}}, 127));
  ASSERT_TRUE(tokenizer);
  Fixture fixture({.vocab_size = 128}, {.tokenizer = *tokenizer});
  Request asked = request({65}, 30);
  std::string text;
  for (const Event& event : fixture.answer(asked)) text += event.text;
  ASSERT_GE(text.size(), 10U);
  asked.answer.stop = {text.substr(5, 3)};
  std::string cut;
  const auto events = fixture.answer(asked);
  for (const Event& event : events) cut += event.text;
  EXPECT_EQ(cut, text.substr(0, text.find(asked.answer.stop[0])));
  EXPECT_EQ(events.back().finish, FinishReason::kStop);
  EXPECT_EQ(events[events.size() - 2].stopped_by, asked.answer.stop[0]);
  asked.answer.stop.clear();
  asked.answer.stop_ids = {greedy({65}, 4, 128).back()};
  const auto ended = fixture.answer(asked);
  EXPECT_EQ(ended.back().finish, FinishReason::kStop);
  EXPECT_LE(ended.back().counts.generated, 4);
}

TEST(Engine, MetricsHaveTheNamesOfVllm) {
  Fixture fixture;
  fixture.answer(request({1, 2}, 3));
  const std::string text = prometheus_text(fixture.engine->metrics(), "a\"b");
  for (const char* line : {"vllm:prompt_tokens_total{model_name=\"a\\\"b\"} 2\n",
                           "vllm:generation_tokens_total{model_name=\"a\\\"b\"} 3\n",
                           "vllm:num_requests_running{model_name=\"a\\\"b\"} 0\n",
                           "vllm:time_to_first_token_seconds_count{model_name=\"a\\\"b\"} 1\n",
                           "finished_reason=\"length\"} 1\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line;
}

}  // namespace
}  // namespace millrace::infer
