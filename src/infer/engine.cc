#include "infer/engine.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"

namespace millrace::infer {
namespace {

PlannerOptions unbounded_queue(PlannerOptions options) {
  // The bound is kept in submit(), for requests that the thread has not seen yet, too.
  options.max_waiting += options.max_running;
  return options;
}

constexpr std::size_t kMaxStops = 16;

}  // namespace

struct Engine::Live {
  RequestId id = 0;
  Request request{};
  std::shared_ptr<EventSink> sink{};
  Duration submitted{};
  std::optional<Duration> first_token{};
  std::uint64_t seed = 0;
  TokenCounts counts{};
  std::vector<Answer> answers{};
  std::vector<SequenceId> sequences{};  // of each choice; 0: none (not begun, or over)
  std::size_t ended = 0;
  enum class Siblings : std::uint8_t { kToCome, kBegun } siblings = Siblings::kToCome;
  bool changed = false;  // in this step
};

Engine::Engine(std::unique_ptr<StepModel> model, EngineOptions options, Clock& clock, Rng& rng)
    : options_(std::move(options)),
      clock_(clock),
      rng_(rng),
      model_(std::move(model)),
      max_positions_(std::min(model_->max_positions(),
                              std::int64_t{model_->blocks()} * model_->block_tokens())),
      pool_(model_->blocks(), model_->block_tokens(), rng.next()),
      planner_(unbounded_queue(options_.planner), pool_),
      thread_("engine", [this] { run(); }) {}

Engine::~Engine() {
  stop();
}

void Engine::stop() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    work_.notify_all();
  }
  thread_.join();
}

Result<void> Engine::check(Request& request) const {
  const auto length = static_cast<std::int64_t>(request.prompt.size());
  if (length == 0) return base::invalid_field("prompt", "has no tokens");
  if (length >= max_positions_)
    return base::invalid_field("prompt", "has " + std::to_string(length) +
                                             " tokens; prompt and answer together have room for " +
                                             std::to_string(max_positions_));
  const auto unknown = std::ranges::find_if(
      request.prompt, [&](std::int32_t id) { return id < 0 || id >= model_->vocab_size(); });
  if (unknown != request.prompt.end())
    return base::invalid_field("prompt", "there is no token " + std::to_string(*unknown));
  if (request.choices < 1 || request.choices > kMaxChoices)
    return base::invalid_field("n", "must be between 1 and " + std::to_string(kMaxChoices));
  AnswerOptions& answer = request.answer;
  if (answer.max_tokens < 1) return base::invalid_field("max_tokens", "must be at least 1");
  if (answer.stop.size() > kMaxStops)
    return base::invalid_field("stop", "has more than " + std::to_string(kMaxStops) + " strings");
  for (const std::string& stop : answer.stop)
    if (stop.empty() || stop.size() > 1024)
      return base::invalid_field("stop", "strings have 1 to 1024 bytes");
  TRY(check_sampling(answer.sampling, model_->vocab_size()));
  answer.max_tokens = std::min(answer.max_tokens, max_positions_ - length);
  if (answer.sampling.seed) request.numerics = Numerics::kStrict;
  return {};
}

Result<RequestId> Engine::submit(Request request, std::shared_ptr<EventSink> sink) {
  TRY(check(request));
  auto live = std::make_unique<Live>();
  {
    base::MutexLock lock(mutex_);
    live->seed = rng_.next();
  }
  live->submitted = clock_.monotonic();
  live->sink = std::move(sink);
  live->counts.prompt = static_cast<std::int64_t>(request.prompt.size());
  live->request = std::move(request);
  const auto choices = static_cast<std::size_t>(live->request.choices);
  for (std::uint64_t i = 0; i < choices; ++i) {
    // Each choice draws numbers of its own; the first those of the seed as it was given.
    const auto seed = live->request.answer.sampling.seed.value_or(live->seed);
    live->answers.emplace_back(live->request.answer,
                               options_.tokenizer ? &*options_.tokenizer : nullptr,
                               live->request.prompt, seed + i * 0x9E3779B97F4A7C15U);
  }
  live->sequences.resize(choices);
  base::MutexLock lock(mutex_);
  if (stopping_) return fail(ErrorCode::kUnavailable, "the engine is stopping");
  const std::size_t room = options_.planner.max_running + options_.planner.max_waiting;
  if (choices > room || choices_ > room - choices)
    return fail(ErrorCode::kExhausted, "too many requests are waiting; try again later");
  choices_ += choices;
  live->id = next_request_++;
  const RequestId id = live->id;
  inbox_.added.push_back(std::move(live));
  work_.notify_all();
  return id;
}

void Engine::cancel(RequestId id) {
  base::MutexLock lock(mutex_);
  inbox_.cancelled.push_back(id);
  work_.notify_all();
}

void Engine::forget_adapter(std::int32_t adapter) {
  base::MutexLock lock(mutex_);
  inbox_.forgotten.push_back(adapter);
  work_.notify_all();
}

EngineMetrics Engine::metrics() const {
  base::MutexLock lock(mutex_);
  return metrics_;
}

bool Engine::wait_for_work(Inbox& inbox) {
  base::MutexLock lock(mutex_);
  while (!stopping_ && live_.empty() && inbox_.added.empty() && inbox_.cancelled.empty() &&
         inbox_.forgotten.empty())
    work_.wait(mutex_);
  inbox = std::exchange(inbox_, {});
  return !stopping_;
}

void Engine::run() {
  Inbox inbox;
  for (bool going = true; going;) {
    going = wait_for_work(inbox);
    take(std::move(inbox));
    if (going) step();
    if (!going)
      for (auto& [id, live] : live_) end_all(*live, FinishReason::kCancelled, std::nullopt);
    deliver();
  }
}

void Engine::take(Inbox inbox) {
  for (std::unique_ptr<Live>& added : inbox.added) {
    Live& live = *added;
    const SequenceId id = next_sequence_++;
    live_.emplace(live.id, std::move(added));
    counted_.prompt_tokens += live.counts.prompt;
    const auto queued = planner_.add({.id = id,
                                      .client = live.request.client,
                                      .domain = {.isolation = live.request.isolation,
                                                 .numerics = live.request.numerics,
                                                 .adapter = live.request.adapter},
                                      .ids = live.request.prompt});
    if (!queued) {
      end_all(live, FinishReason::kError, queued.error());
      continue;
    }
    live.sequences[0] = id;
    places_.emplace(id, Place{&live, 0});
  }
  for (const RequestId id : inbox.cancelled)
    if (const auto it = live_.find(id); it != live_.end())
      end_all(*it->second, FinishReason::kCancelled, std::nullopt);
  for (const std::int32_t adapter : inbox.forgotten) pool_.forget(adapter);
}

Result<void> Engine::compute(std::span<const PlannedRows> rows) {
  std::vector<StepSequence> sequences;
  for (const PlannedRows& row : rows) {
    const SequenceView view = *planner_.view(row.id);
    const Request& request = places_.at(row.id).live->request;
    sequences.push_back({.ids = view.ids.subspan(static_cast<std::size_t>(row.position),
                                                 static_cast<std::size_t>(row.count)),
                         .position = row.position,
                         .blocks = view.blocks,
                         .adapter = request.adapter,
                         .numerics = request.numerics,
                         .logits = row.last ? WantLogits::kLastRow : WantLogits::kNone});
  }
  TRY(model_->step(sequences, logits_));
  const auto wanted = static_cast<std::size_t>(std::ranges::count(rows, true, &PlannedRows::last));
  if (logits_.size() != wanted * static_cast<std::size_t>(model_->vocab_size()))
    return fail(ErrorCode::kInternal, "the model returned a wrong number of logits");
  return {};
}

void Engine::step() {
  const std::vector<PlannedRows> rows = planner_.plan();
  if (rows.empty()) {
    for (auto& [id, live] : live_)
      end_all(*live, FinishReason::kError, fail(ErrorCode::kInternal, "no step could be planned"));
    return;
  }
  ++counted_.steps;
  const auto computed = compute(rows);
  if (!computed) {
    // What blocks hold is unknown now: all that refer to some end, and no prefix is trusted.
    std::vector<Live*> touched;
    for (const auto& [sequence, place] : places_)
      if (!planner_.view(sequence)->blocks.empty()) touched.push_back(place.live);
    for (Live* live : touched) end_all(*live, FinishReason::kError, computed.error());
    pool_.forget_all();
    return;
  }
  planner_.commit(rows);
  const auto vocab = static_cast<std::size_t>(model_->vocab_size());
  std::size_t at = 0;
  for (const PlannedRows& row : rows) {
    if (!row.last) continue;
    take_logits(row.id, std::span(logits_).subspan(at * vocab, vocab));
    ++at;
  }
}

void Engine::take_logits(SequenceId sequence, std::span<const float> logits) {
  const Place place = places_.at(sequence);
  Live& live = *place.live;
  if (live.siblings == Live::Siblings::kToCome) {
    live.siblings = Live::Siblings::kBegun;
    live.counts.cached = planner_.view(sequence)->cached;
    counted_.cached_tokens += live.counts.cached;
    live.first_token = clock_.monotonic();
    counted_.first_token.add(*live.first_token - live.submitted);
    begin_siblings(live, sequence, logits);
  }
  take_token(live, place.choice, logits);
}

// The prompt is computed: the other choices begin with a token of their own from the same logits,
// and find the prompt's blocks while the first refers to them.
void Engine::begin_siblings(Live& live, SequenceId first, std::span<const float> logits) {
  for (std::int32_t choice = 1; choice < live.request.choices; ++choice) {
    const SequenceId id = next_sequence_++;
    CHECK(planner_.add({.id = id,
                        .client = live.request.client,
                        .domain = {.isolation = live.request.isolation,
                                   .numerics = live.request.numerics,
                                   .adapter = live.request.adapter},
                        .ids = live.request.prompt,
                        .sibling_of = first}));
    live.sequences[static_cast<std::size_t>(choice)] = id;
    places_.emplace(id, Place{&live, choice});
    take_token(live, choice, logits);
  }
}

bool Engine::take_token(Live& live, std::int32_t choice, std::span<const float> logits) {
  const auto index = static_cast<std::size_t>(choice);
  Answer& answer = live.answers[index];
  row_.assign(logits.begin(), logits.end());
  auto piece = answer.take(row_);
  live.counts.generated += piece ? 1 : 0;
  counted_.generated_tokens += piece ? 1 : 0;
  if (!piece) {
    end_choice(live, choice, FinishReason::kError, std::move(piece).error());
    return false;
  }
  const std::int32_t token = piece->token.id;
  emit(live, {.choice = choice, .text = std::move(piece->text), .token = std::move(piece->token)});
  if (const auto finished = answer.finished()) {
    end_choice(live, choice, *finished, std::nullopt);
    return false;
  }
  planner_.append(live.sequences[index], token);
  return true;
}

void Engine::end_choice(Live& live, std::int32_t choice, FinishReason reason,
                        std::optional<Error> error) {
  const auto index = static_cast<std::size_t>(choice);
  Answer& answer = live.answers[index];
  if (const SequenceId sequence = std::exchange(live.sequences[index], 0)) {
    planner_.remove(sequence);
    places_.erase(sequence);
  }
  Event event{.choice = choice, .text = answer.finish(), .error = std::move(error)};
  // The end of what was held back may be a stop string.
  const bool stopped = reason == FinishReason::kLength && answer.stopped_by();
  event.finish = stopped ? FinishReason::kStop : reason;
  event.stopped_by = answer.stopped_by();
  emit(live, std::move(event));
  ++counted_.finished[static_cast<std::size_t>(reason)];
  if (++live.ended < live.answers.size()) return;
  const Duration now = clock_.monotonic();
  counted_.end_to_end.add(now - live.submitted);
  const std::int64_t later = answer.generated() - 1;
  if (live.first_token && later > 0)
    counted_.per_output_token.add((now - *live.first_token) / later);
  emit(live, {.scope = EventScope::kRequest, .finish = reason});
}

void Engine::end_all(Live& live, FinishReason reason, const std::optional<Error>& error) {
  // One that has ended in this step, or is cancelled twice, stays as it ended.
  if (live.ended == live.answers.size()) return;
  for (std::int32_t choice = 0; choice < live.request.choices; ++choice) {
    const auto index = static_cast<std::size_t>(choice);
    const bool begun = live.sequences[index] != 0;
    const bool over = live.answers[index].finished().has_value();
    const bool to_come = live.siblings == Live::Siblings::kToCome;
    if (!over && (begun || to_come)) end_choice(live, choice, reason, error);
    if (live.ended == live.answers.size()) return;
  }
}

void Engine::emit(Live& live, Event event) {
  event.request = live.id;
  event.counts = live.counts;
  live.changed = true;
  events_.emplace_back(live.sink, std::move(event));
}

void Engine::deliver() {
  std::vector<UsageRecord> usage;
  std::size_t ended = 0;
  std::vector<std::unique_ptr<Live>> gone;
  for (auto it = live_.begin(); it != live_.end();) {
    Live& live = *it->second;
    const bool over = live.ended == live.answers.size();
    if (std::exchange(live.changed, false))
      usage.push_back({.request = live.id,
                       .counts = live.counts,
                       .state = over ? UsageRecord::State::kFinal : UsageRecord::State::kRunning});
    if (!over) {
      ++it;
      continue;
    }
    ended += live.answers.size();
    gone.push_back(std::move(it->second));
    it = live_.erase(it);
  }
  {
    base::MutexLock lock(mutex_);
    choices_ -= ended;
  }
  publish_metrics();
  if (options_.usage && !usage.empty()) options_.usage(usage);
  for (const auto& [sink, event] : std::exchange(events_, {}))
    if (sink) sink->on_event(event);
}

void Engine::publish_metrics() {
  counted_.running = planner_.running();
  counted_.waiting = planner_.waiting();
  counted_.preemptions = planner_.preemptions();
  counted_.kv_usage = 1.0 - static_cast<double>(pool_.available()) /
                                static_cast<double>(std::max<std::size_t>(pool_.size(), 1));
  base::MutexLock lock(mutex_);
  metrics_ = counted_;
}

}  // namespace millrace::infer
