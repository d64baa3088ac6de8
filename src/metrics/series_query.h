// Questions about resource metrics: checked, widened to whole steps, answered from the rows. Pure
// but for reading rows. Not thread-safe.
#pragma once
#include "metrics/catalogue.h"
#include "metrics/series_store.h"

namespace millrace::metrics {

struct CheckedQuery {
  std::string subject{};
  std::vector<const Metric*> metrics{};
  Step step = Step::kMinute;
  By by = By::kJob;
  std::optional<std::int64_t> instance{};
  std::int64_t from = 0, to = 0;  // in steps since 1970; from ≤ index < to
  std::int64_t step_ms = 0;
};

Result<CheckedQuery> check(const SeriesQuery& query, std::int64_t now_ms);
Result<Answer> answer(store::SeriesReader& reader, const CheckedQuery& query, std::int64_t now_ms);

}  // namespace millrace::metrics
