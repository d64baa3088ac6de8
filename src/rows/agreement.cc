#include "rows/agreement.h"

#include <algorithm>
#include <map>
#include <set>

#include "rows/annotate.h"

namespace millrace::rows {
namespace {

using Words = std::vector<std::string>;
using Order = std::vector<std::int64_t>;

Words words_of(const json::Value& marks) {
  Words out;
  if (const json::Value* labels = marks.find("labels");
      labels != nullptr && labels->as_array() != nullptr)
    for (const json::Value& label : *labels->as_array())
      if (label.as_string() != nullptr) out.push_back(*label.as_string());
  return out;
}

Order order_of(const json::Value& data, std::string_view name) {
  Order out;
  if (const json::Value* order = data.find(name); order != nullptr && order->as_array() != nullptr)
    for (const json::Value& number : *order->as_array())
      if (number.as_int() != nullptr) out.push_back(*number.as_int());
  return out;
}

struct Mean {
  double sum = 0;
  std::int64_t count = 0;
  void add(std::optional<double> value) {
    if (!value) return;
    sum += *value;
    ++count;
  }
  std::optional<double> value() const {
    return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
  }
};

// Each label by itself, given or not; then the mean.
std::optional<double> kappa_of_sets(const std::vector<std::pair<Words, Words>>& pairs) {
  std::set<std::string> labels;
  for (const auto& [a, b] : pairs) {
    labels.insert(a.begin(), a.end());
    labels.insert(b.begin(), b.end());
  }
  const auto has = [](const Words& words, const std::string& label) {
    return std::find(words.begin(), words.end(), label) != words.end() ? "yes" : "no";
  };
  Mean mean;
  for (const std::string& label : labels) {
    std::vector<std::pair<std::string, std::string>> given;
    for (const auto& [a, b] : pairs) given.emplace_back(has(a, label), has(b, label));
    mean.add(cohens_kappa(given));
  }
  return mean.value();
}

}  // namespace

std::optional<double> cohens_kappa(const std::vector<std::pair<std::string, std::string>>& pairs) {
  if (pairs.empty()) return std::nullopt;
  std::map<std::string, std::pair<double, double>> given;
  double same = 0;
  for (const auto& [a, b] : pairs) {
    ++given[a].first;
    ++given[b].second;
    if (a == b) ++same;
  }
  const double n = static_cast<double>(pairs.size());
  double chance = 0;
  for (const auto& [label, counts] : given) chance += counts.first * counts.second / (n * n);
  if (chance >= 1) return 1;
  return (same / n - chance) / (1 - chance);
}

std::optional<double> kendalls_tau(const Order& a, const Order& b) {
  if (a.size() < 2 || a.size() != b.size()) return std::nullopt;
  const auto place = [](const Order& order, std::int64_t number) {
    return std::find(order.begin(), order.end(), number) - order.begin();
  };
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = i + 1; j < a.size(); ++j) {
      const auto first = place(b, a[i]), second = place(b, a[j]);
      sum += first < second ? 1 : first > second ? -1 : 0;
      ++pairs;
    }
  return sum / pairs;
}

Result<Agreement> agreement(const Template& of, const RowSet& rows, const std::string& track) {
  Agreement out;
  std::vector<std::pair<Words, Words>> labels;
  Mean relevance, safety;
  for (const std::int64_t number : rows.rows_of_track(track)) {
    const auto first = rows.read(number);
    if (!first && first.error().code == ErrorCode::kNotFound) continue;  // removed since
    TRY(first);
    TRY_ASSIGN(const Row second, rows.read(number, track));
    const auto both = [&](std::string_view name) {
      return kendalls_tau(order_of(data_of(*first), name), order_of(data_of(second), name));
    };
    const auto tau_r = both("relevance_order"), tau_s = both("safety_order");
    relevance.add(tau_r);
    safety.add(tau_s);
    Words a = words_of(marks_of(*first)), b = words_of(marks_of(second));
    const bool labelled = !a.empty() && !b.empty();
    if (labelled) labels.emplace_back(std::move(a), std::move(b));
    if (labelled || tau_r || tau_s) ++out.rows;
  }
  out.relevance = relevance.value();
  out.safety = safety.value();
  if (of.labels == Labels::kMany) {
    out.labels = kappa_of_sets(labels);
    return out;
  }
  std::vector<std::pair<std::string, std::string>> single;
  for (const auto& [a, b] : labels) single.emplace_back(a[0], b[0]);
  out.labels = cohens_kappa(single);
  return out;
}

}  // namespace millrace::rows
