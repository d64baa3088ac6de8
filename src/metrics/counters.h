// The server's own counters: what /metrics shows. Families are added once at start; their counters
// are found by label values (one lock, one look-up) and counted with an atomic. A family holds at
// most kMostLabelSets, what comes beyond is counted as "other": label values may come from outside.
// Thread-safe; references stay valid as long as the registry.
//
//   auto& requests = counters.add_counter("millrace_http_requests_total", "Requests answered.",
//                                         {"route", "status"});
//   requests.at({"/api/v1/users", "200"}).add();
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "metrics/exposition.h"

namespace millrace::metrics {

class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Histogram {
 public:
  explicit Histogram(const std::vector<double>& bounds)
      : bounds_(bounds), counts_(bounds.size() + 1) {}
  void observe(double value);
  void write(const Labels& labels, Exposition& out) const;

 private:
  const std::vector<double>& bounds_;  // of the family
  std::vector<Counter> counts_;
  std::atomic<double> sum_{0};
};

template <class T>
class CounterFamily {
 public:
  static constexpr std::size_t kMostLabelSets = 1'000;
  CounterFamily(std::string name, std::string help, std::vector<std::string> labels,
                std::vector<double> bounds);
  T& at(const std::vector<std::string>& values);  // one for each label
  void write(Exposition& out);

 private:
  struct Item {
    std::vector<std::string> values;
    T counter;
  };
  const std::string name_, help_;
  const std::vector<std::string> labels_;
  const std::vector<double> bounds_;
  base::Mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Item>> items_ GUARDED_BY(mutex_);
};

class Counters {
 public:
  CounterFamily<Counter>& add_counter(std::string name, std::string help,
                                      std::vector<std::string> labels);
  // `bounds`: upper ends of the buckets, growing; empty: of seconds, 1 ms to 10 s.
  CounterFamily<Histogram>& add_histogram(std::string name, std::string help,
                                          std::vector<std::string> labels,
                                          std::vector<double> bounds = {});
  // Asked whenever somebody looks: queue depths, runs by state, sizes. Must not block.
  struct Level {
    std::vector<std::string> values;  // one for each label
    double value = 0;
  };
  void add_gauge(std::string name, std::string help, std::vector<std::string> labels,
                 std::function<std::vector<Level>()> ask);
  // The same for numbers that only grow and that others count: commits, bytes.
  void add_counter(std::string name, std::string help, std::vector<std::string> labels,
                   std::function<std::vector<Level>()> ask);
  std::string text();  // all families in the order in which they were added

 private:
  void add_asked(std::string name, std::string help, FamilyType type,
                 std::vector<std::string> labels, std::function<std::vector<Level>()> ask);

  base::Mutex mutex_;
  std::deque<CounterFamily<Counter>> counters_ GUARDED_BY(mutex_);
  std::deque<CounterFamily<Histogram>> histograms_ GUARDED_BY(mutex_);
  std::vector<std::function<void(Exposition&)>> writers_ GUARDED_BY(mutex_);
};

}  // namespace millrace::metrics
