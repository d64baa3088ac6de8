// The engine of inference: a thread that owns a model and runs plan → step → sample → emit for all
// requests at once. Thread-safe. Sinks are called on the engine's thread and must not wait: who
// falls behind buffers within bounds and cancels.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/rng.h"
#include "base/thread.h"
#include "infer/answer.h"
#include "infer/engine_metrics.h"
#include "infer/step_planner.h"

namespace millrace::infer {

using RequestId = std::uint64_t;

struct Request {
  std::vector<std::int32_t> prompt;
  AnswerOptions answer{};    // max_tokens is cut to what the model's positions and blocks allow
  std::int32_t choices = 1;  // OpenAI's n; they share the prompt's blocks
  Numerics numerics = Numerics::kFast;  // a seed makes it strict
  std::optional<std::int32_t> adapter{};
  std::string client{};     // clients take turns
  std::string isolation{};  // prefixes are shared within one; empty: with everybody
};
inline constexpr std::int32_t kMaxChoices = 128;

// Running totals of a request, all choices together: exact at every event, the last one included,
// also when it was cancelled.
struct TokenCounts {
  std::int64_t prompt = 0;
  std::int64_t cached = 0;  // of prompt, those whose rows were there already
  std::int64_t generated = 0;
  bool operator==(const TokenCounts&) const = default;
};

enum class EventScope : std::uint8_t {
  kChoice,   // something of one choice; `finish` when it was its last
  kRequest,  // the last event of a request
};

struct Event {
  RequestId request = 0;
  EventScope scope = EventScope::kChoice;
  std::int32_t choice = 0;
  std::string text{};                   // may be empty though there is a token
  std::optional<SampledToken> token{};  // nothing where only text that was held back comes
  TokenCounts counts{};
  std::optional<FinishReason> finish{};
  std::optional<std::string> stopped_by{};  // the stop string
  std::optional<Error> error{};             // with kError
};

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

// For a journal: what each request of a step has used, before any of its events is emitted.
struct UsageRecord {
  RequestId request = 0;
  TokenCounts counts{};
  enum class State : std::uint8_t { kRunning, kFinal } state = State::kRunning;
};
using UsageObserver = std::function<void(std::span<const UsageRecord>)>;

struct EngineOptions {
  PlannerOptions planner{};  // max_running + max_waiting choices at most are in the engine
  std::optional<text::Tokenizer> tokenizer{};
  UsageObserver usage{};
};

class Engine {
 public:
  Engine(std::unique_ptr<StepModel> model, EngineOptions options, Clock& clock, Rng& rng);
  ~Engine();  // stop()

  // kInvalid names the field, kExhausted when the queue is full, kUnavailable when it is stopped.
  Result<RequestId> submit(Request request, std::shared_ptr<EventSink> sink);
  // The request ends with the step that is being computed, as kCancelled; its blocks are free at
  // once. Nothing for an id that has ended.
  void cancel(RequestId id);
  // The adapter's number gets another meaning: nothing that was computed with it is found any more.
  void forget_adapter(std::int32_t adapter);
  // Ends all requests as kCancelled and the thread; nothing is taken any more.
  void stop();

  EngineMetrics metrics() const;
  std::int64_t max_positions() const { return max_positions_; }  // prompt and answer together
  std::int32_t vocab_size() const { return model_->vocab_size(); }

 private:
  struct Live;
  struct Inbox {
    std::vector<std::unique_ptr<Live>> added;
    std::vector<RequestId> cancelled;
    std::vector<std::int32_t> forgotten;
  };
  struct Place {
    Live* live = nullptr;
    std::int32_t choice = 0;
  };

  Result<void> check(Request& request) const;
  void run();
  bool wait_for_work(Inbox& inbox);
  void take(Inbox inbox);
  void step();
  Result<void> compute(std::span<const PlannedRows> rows);
  void take_logits(SequenceId sequence, std::span<const float> logits);
  void begin_siblings(Live& live, SequenceId first, std::span<const float> logits);
  // Samples; false when the choice is over.
  bool take_token(Live& live, std::int32_t choice, std::span<const float> logits);
  void end_choice(Live& live, std::int32_t choice, FinishReason reason, std::optional<Error> error);
  void end_all(Live& live, FinishReason reason, const std::optional<Error>& error);
  void emit(Live& live, Event event);
  void deliver();
  void publish_metrics();

  const EngineOptions options_;
  Clock& clock_;
  Rng& rng_;
  const std::unique_ptr<StepModel> model_;
  const std::int64_t max_positions_;

  // The engine's thread only.
  BlockPool pool_;
  StepPlanner planner_;
  std::unordered_map<RequestId, std::unique_ptr<Live>> live_;
  std::unordered_map<SequenceId, Place> places_;
  SequenceId next_sequence_ = 1;
  std::vector<float> logits_;
  std::vector<float> row_;
  std::vector<std::pair<std::shared_ptr<EventSink>, Event>> events_;  // of this step
  EngineMetrics counted_;

  mutable base::Mutex mutex_;
  base::CondVar work_;
  Inbox inbox_ GUARDED_BY(mutex_);
  RequestId next_request_ GUARDED_BY(mutex_) = 1;
  std::size_t choices_ GUARDED_BY(mutex_) = 0;  // of requests that have not ended
  bool stopping_ GUARDED_BY(mutex_) = false;
  EngineMetrics metrics_ GUARDED_BY(mutex_);
  base::Thread thread_;
};

}  // namespace millrace::infer
