#include "metrics/counters.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "base/check.h"

namespace millrace::metrics {
namespace {

Labels zip(const std::vector<std::string>& names, const std::vector<std::string>& values) {
  CHECK(names.size() == values.size());
  Labels labels;
  for (std::size_t i = 0; i < names.size(); ++i) labels.emplace_back(names[i], values[i]);
  return labels;
}

const std::vector<double>& seconds() {
  static const std::vector<double> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                          0.25,  0.5,    1,     2.5,  5,     10};
  return bounds;
}

}  // namespace

void Histogram::observe(double value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(bucket)].add();
  sum_.fetch_add(value, std::memory_order_relaxed);
}

void Histogram::write(const Labels& labels, Exposition& out) const {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i].value();
    Labels with_bound = labels;
    std::string bound = "+Inf";
    if (i < bounds_.size()) {
      bound = std::to_string(bounds_[i]);
      bound.erase(bound.find_last_not_of('0') + 1);
      if (bound.back() == '.') bound.pop_back();
    }
    with_bound.emplace_back("le", bound);
    out.value_of("_bucket", with_bound, static_cast<double>(below));
  }
  out.value_of("_sum", labels, sum_.load(std::memory_order_relaxed));
  out.value_of("_count", labels, static_cast<double>(below));
}

template <class T>
CounterFamily<T>::CounterFamily(std::string name, std::string help, std::vector<std::string> labels,
                                std::vector<double> bounds)
    : name_(std::move(name)),
      help_(std::move(help)),
      labels_(std::move(labels)),
      bounds_(std::move(bounds)) {
  CHECK(is_metric_name(name_) && std::all_of(labels_.begin(), labels_.end(), is_label_name));
  CHECK(std::is_sorted(bounds_.begin(), bounds_.end()));
}

template <class T>
T& CounterFamily<T>::at(const std::vector<std::string>& values) {
  CHECK(values.size() == labels_.size());
  std::string key;
  for (const std::string& v : values) {
    key += std::to_string(v.size());
    key += ':';
    key += v;
  }
  base::MutexLock lock(mutex_);
  if (const auto found = items_.find(key); found != items_.end()) return found->second->counter;
  std::vector<std::string> kept = values;
  if (!values.empty() && items_.size() >= kMostLabelSets) {
    kept.assign(values.size(), "other");
    key = "other";
    if (const auto found = items_.find(key); found != items_.end()) return found->second->counter;
  }
  std::unique_ptr<Item> item;
  if constexpr (std::is_same_v<T, Histogram>)
    item.reset(new Item{std::move(kept), Histogram(bounds_)});
  else item.reset(new Item{std::move(kept), {}});
  return items_.emplace(std::move(key), std::move(item)).first->second->counter;
}

template <class T>
void CounterFamily<T>::write(Exposition& out) {
  constexpr bool kIsHistogram = std::is_same_v<T, Histogram>;
  out.begin(name_, help_, kIsHistogram ? FamilyType::kHistogram : FamilyType::kCounter);
  base::MutexLock lock(mutex_);
  std::vector<const Item*> sorted;
  for (const auto& [key, item] : items_) sorted.push_back(item.get());
  std::sort(sorted.begin(), sorted.end(),
            [](const Item* a, const Item* b) { return a->values < b->values; });
  for (const Item* item : sorted) {
    if constexpr (kIsHistogram) item->counter.write(zip(labels_, item->values), out);
    else out.value(zip(labels_, item->values), static_cast<double>(item->counter.value()));
  }
}

template class CounterFamily<Counter>;
template class CounterFamily<Histogram>;

CounterFamily<Counter>& Counters::add_counter(std::string name, std::string help,
                                              std::vector<std::string> labels) {
  base::MutexLock lock(mutex_);
  auto& family = counters_.emplace_back(std::move(name), std::move(help), std::move(labels),
                                        std::vector<double>{});
  writers_.push_back([&family](Exposition& out) { family.write(out); });
  return family;
}

CounterFamily<Histogram>& Counters::add_histogram(std::string name, std::string help,
                                                  std::vector<std::string> labels,
                                                  std::vector<double> bounds) {
  base::MutexLock lock(mutex_);
  if (bounds.empty()) bounds = seconds();
  auto& family = histograms_.emplace_back(std::move(name), std::move(help), std::move(labels),
                                          std::move(bounds));
  writers_.push_back([&family](Exposition& out) { family.write(out); });
  return family;
}

void Counters::add_asked(std::string name, std::string help, FamilyType type,
                         std::vector<std::string> labels, std::function<std::vector<Level>()> ask) {
  CHECK(is_metric_name(name));
  base::MutexLock lock(mutex_);
  writers_.push_back([name = std::move(name), help = std::move(help), type,
                      labels = std::move(labels), ask = std::move(ask)](Exposition& out) {
    out.begin(name, help, type);
    for (const Level& level : ask()) out.value(zip(labels, level.values), level.value);
  });
}

void Counters::add_gauge(std::string name, std::string help, std::vector<std::string> labels,
                         std::function<std::vector<Level>()> ask) {
  add_asked(std::move(name), std::move(help), FamilyType::kGauge, std::move(labels),
            std::move(ask));
}

void Counters::add_counter(std::string name, std::string help, std::vector<std::string> labels,
                           std::function<std::vector<Level>()> ask) {
  add_asked(std::move(name), std::move(help), FamilyType::kCounter, std::move(labels),
            std::move(ask));
}

std::string Counters::text() {
  std::vector<std::function<void(Exposition&)>> writers;
  {
    base::MutexLock lock(mutex_);
    writers = writers_;  // asked without the lock: they may take others
  }
  Exposition out;
  for (const auto& write : writers) write(out);
  return std::move(out).text();
}

}  // namespace millrace::metrics
