// How fast samples are taken in and questions answered: 200 instances with 8 metrics, scraped every
// 10 s for two hours. Beside it, in the same run, the same number of rows put into a bare table by
// the same SQLite connection, one transaction a scrape. Prints one line a measurement.
#include <fmt/core.h>

#include "base/clock.h"
#include "io/test_folder.h"
#include "metrics/series_store.h"

namespace millrace {
namespace {

constexpr std::int64_t kStart = 20'000LL * 86'400'000, kInstances = 200, kScrapes = 720,
                       kQueries = 2'000;
constexpr const char* kMetrics[] = {"cpu_percent", "cpu_cores",   "memory_percent", "memory_bytes",
                                    "network_in",  "network_out", "disk_read",      "disk_write"};

double seconds_since(base::Duration start) {
  return static_cast<double>((base::system_clock().monotonic() - start).count()) / 1'000;
}

std::vector<metrics::Sample> scrape(std::int64_t n) {
  std::vector<metrics::Sample> samples;
  for (std::int64_t i = 0; i < kInstances; ++i)
    for (const char* metric : kMetrics)
      samples.push_back({{"run" + std::to_string(i / 4), i % 4, -1, metric},
                         1,
                         kStart,
                         kStart + (n + 1) * 10'000,
                         static_cast<double>(n * 1'000 + i),
                         {}});
  return samples;
}

double bare(const std::string& path) {
  static constexpr std::string_view kTable[] = {
      "CREATE TABLE sample(series INTEGER, ts INTEGER, v REAL, PRIMARY KEY(series, ts)) WITHOUT "
      "ROWID"};
  store::SideFile file(path, kTable, base::system_clock());
  const auto start = base::system_clock().monotonic();
  for (std::int64_t n = 0; n < kScrapes; ++n)
    CHECK(file.write([&](store::Connection& c) -> Result<void> {
      for (std::int64_t s = 0; s < kInstances * 8; ++s)
        TRY(c.execute("INSERT INTO sample VALUES(?,?,?)", {s, n, static_cast<double>(s + n)}));
      return {};
    }));
  return seconds_since(start);
}

void measure() {
  io::TestFolder folder;
  base::FakeClock clock(base::from_unix_ms(kStart + 7'200'000));
  const auto store = metrics::sqlite_series_store(folder / "metrics.db", clock);
  const double samples = static_cast<double>(kScrapes * kInstances * 8);
  auto start = base::system_clock().monotonic();
  for (std::int64_t n = 0; n < kScrapes; ++n) CHECK(store->append(scrape(n)));
  const double took = seconds_since(start), peer = bare(folder / "bare.db");
  fmt::print("append   {:>9.0f} samples/s   bare table {:>9.0f} samples/s   ratio {:.2f}\n",
             samples / took, samples / peer, peer / took);

  const auto ask = [&](metrics::Step step, metrics::By by) {
    start = base::system_clock().monotonic();
    for (std::int64_t q = 0; q < kQueries; ++q)
      CHECK(store->query({"run" + std::to_string(q % 50),
                          {"cpu_percent"},
                          kStart,
                          kStart + 3'600'000,
                          step,
                          by,
                          {}}));
    return static_cast<double>(kQueries) / seconds_since(start);
  };
  fmt::print(
      "query    {:>9.0f} an instance's hour of minutes/s   {:>9.0f} a job of 4 instances/s\n",
      4 * ask(metrics::Step::kMinute, metrics::By::kInstance),
      ask(metrics::Step::kMinute, metrics::By::kJob));
  start = base::system_clock().monotonic();
  clock.advance(base::Duration(120'000));
  for (int i = 0; i < 10; ++i) CHECK(store->maintain());
  fmt::print("roll-up  {:>9.0f} minute rows/s\n",
             static_cast<double>(kInstances * 8 * 120) / seconds_since(start));
}

}  // namespace
}  // namespace millrace

int main() { millrace::measure(); }
