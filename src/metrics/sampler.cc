#include "metrics/sampler.h"

#include <algorithm>
#include <string>

#include "base/log.h"

namespace millrace::metrics {
namespace {

constexpr base::Duration kUpkeep{60'000};
constexpr const char* kNoCgroup = "the instance has no cgroup to ask";
constexpr const char* kNoNetwork = "the instance has no network of its own";

struct Numbers {
  const char* metric;
  std::optional<double> value;
  const char* reason;
};

std::optional<double> scaled(const std::optional<std::int64_t>& value, double by) {
  return value ? std::optional<double>(static_cast<double>(*value) * by) : std::nullopt;
}

std::vector<Numbers> numbers_of(const runtime::InstanceSample& s,
                                const SampleTarget::Instance& given) {
  const std::int64_t limit =
      given.memory_bytes > 0 ? given.memory_bytes : s.memory_limit_bytes.value_or(0);
  // Percent seconds: what grows by 100 a second is all the cores that were given.
  const double per_us =
      given.cpu_millis > 0 ? 1e-6 * 100'000 / static_cast<double>(given.cpu_millis) : 0;
  return {
      {"cpu_percent", per_us > 0 ? scaled(s.cpu_usage_us, per_us) : std::nullopt,
       per_us > 0 ? kNoCgroup : "no number of cores was given"},
      {"cpu_cores", scaled(s.cpu_usage_us, 1), kNoCgroup},
      {"memory_percent",
       limit > 0 ? scaled(s.memory_bytes, 100.0 / static_cast<double>(limit)) : std::nullopt,
       limit > 0 ? kNoCgroup : "the instance's memory is not limited"},
      {"memory_bytes", scaled(s.memory_bytes, 1), kNoCgroup},
      {"network_in", scaled(s.network_in_bytes, 1), kNoNetwork},
      {"network_out", scaled(s.network_out_bytes, 1), kNoNetwork},
      {"disk_read", scaled(s.disk_read_bytes, 1), kNoCgroup},
      {"disk_write", scaled(s.disk_write_bytes, 1), kNoCgroup},
  };
}

CardReading reading_of(std::int64_t index, const std::vector<CardReading>& cards) {
  for (const CardReading& card : cards)
    if (card.index == index) return card;
  return empty_reading(index, "no driver knows this card: it is declared in the configuration");
}

}  // namespace

Sampler::Sampler(Parts parts, base::Duration every) : parts_(std::move(parts)), every_(every) {}

void Sampler::start() {
  {
    base::MutexLock lock(mutex_);
    if (state_ != State::kIdle) return;
    state_ = State::kRunning;
  }
  thread_ = base::Thread("sampler", [this] { run(); });
}

void Sampler::stop() {
  {
    base::MutexLock lock(mutex_);
    if (state_ == State::kIdle) return;
    state_ = State::kStopping;
  }
  wake_.notify_all();
  thread_.join();
  base::MutexLock lock(mutex_);
  state_ = State::kIdle;
}

void Sampler::run() {
  for (base::Duration due = parts_.clock.monotonic();; due += every_) {
    scrape();
    const base::Duration now = parts_.clock.monotonic();
    if (due + every_ <= now) due = now;  // late: no rounds in a row
    base::MutexLock lock(mutex_);
    while (state_ == State::kRunning) {
      const base::Duration left = due + every_ - parts_.clock.monotonic();
      if (left.count() <= 0 || !wake_.wait_for(mutex_, left)) break;
    }
    if (state_ != State::kRunning) return;
  }
}

void Sampler::add_attempt(const SampleTarget& target, const std::vector<CardReading>& cards,
                          std::vector<Sample>& out) {
  const auto samples = parts_.runtime.sample(target.key);
  if (!samples) return;  // just ended, or its node is away: nothing to note
  const std::int64_t now = base::unix_ms(parts_.clock.now());
  for (const runtime::InstanceSample& s : *samples) {
    const auto given = std::find_if(target.instances.begin(), target.instances.end(),
                                    [&](const auto& i) { return i.index == s.instance; });
    if (given == target.instances.end()) continue;
    const std::int64_t at = s.at_ms > 0 ? s.at_ms : now;
    for (const Numbers& n : numbers_of(s, *given))
      out.push_back({{target.key.run_id, s.instance, -1, n.metric},
                     target.key.attempt,
                     target.started_at_ms,
                     at,
                     n.value,
                     n.value ? "" : n.reason});
    for (const std::int64_t card : given->cards)
      for (const CardValue& v : reading_of(card, cards).values)
        out.push_back({{target.key.run_id, s.instance, card, std::string(v.metric)},
                       target.key.attempt,
                       target.started_at_ms,
                       at,
                       v.value,
                       v.reason});
  }
}

void Sampler::scrape() {
  const std::vector<SampleTarget> targets = parts_.targets();
  const bool any_cards = std::any_of(targets.begin(), targets.end(), [](const SampleTarget& t) {
    return std::any_of(t.instances.begin(), t.instances.end(),
                       [](const auto& i) { return !i.cards.empty(); });
  });
  const std::vector<CardReading> cards =
      any_cards ? parts_.cards.read() : std::vector<CardReading>{};
  std::vector<Sample> samples;
  for (const SampleTarget& target : targets) add_attempt(target, cards, samples);
  Result<void> done = samples.empty() ? Result<void>() : parts_.store.append(samples);
  const base::Duration now = parts_.clock.monotonic();
  if (done && now - maintained_at_ >= kUpkeep) {
    maintained_at_ = now;
    done = parts_.store.maintain();
  }
  if (!done && now - complained_at_ >= kUpkeep) {
    complained_at_ = now;
    base::log(base::LogLevel::kWarning, "metrics", "samples could not be kept",
              {{"why", done.error().to_string()}});
  }
}

}  // namespace millrace::metrics
