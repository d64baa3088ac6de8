#include "metrics/series_store.h"

#include <algorithm>

#include "base/mutex.h"
#include "metrics/open_minutes.h"
#include "metrics/rollup.h"
#include "metrics/series_query.h"

namespace millrace::metrics {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kGraceMs =
    2 * kMinuteMs;  // for samples that are under way when an hour ends
constexpr std::int64_t kIdleMs =
    10 * kMinuteMs;  // a series that is silent for so long is not kept open
constexpr int kHoursAtOnce = 24;
constexpr std::int64_t kSeriesAtOnce = 500;

class SqliteSeriesStore final : public TimeSeriesStore {
 public:
  SqliteSeriesStore(std::string path, base::Clock& clock, KeptDays kept)
      : file_(std::move(path), clock), clock_(clock), kept_(kept) {}

  Result<void> append(const std::vector<Sample>& samples) override {
    base::MutexLock lock(mutex_);
    OpenMinutes* const open = &open_;
    const auto done =
        file_.write([&](store::SeriesWriter& writer) { return open->add(samples, writer); });
    if (!done) open_.clear();  // the file knows better than we do now
    return done;
  }

  Result<Answer> query(const SeriesQuery& query) override {
    const std::int64_t now = base::unix_ms(clock_.now());
    TRY_ASSIGN(const CheckedQuery checked, check(query, now));
    Answer result;
    TRY(file_.read([&](store::SeriesReader& reader) -> Result<void> {
      TRY_ASSIGN(result, answer(reader, checked, now));
      return {};
    }));
    return result;
  }

  Result<void> maintain() override {
    const std::int64_t now = base::unix_ms(clock_.now());
    base::MutexLock lock(mutex_);
    open_.drop_idle(now - kIdleMs);
    for (int i = 0; i < kHoursAtOnce; ++i) {
      std::int64_t hour = 0;
      TRY(file_.read([&](store::SeriesReader& reader) -> Result<void> {
        TRY_ASSIGN(hour, next_hour(reader, now));
        return {};
      }));
      if ((hour + 1) * kHourMs + kGraceMs > now) break;
      TRY(roll_up_hour(hour));
    }
    return prune(now);
  }

  Result<void> forget(const std::string& subject) override {
    base::MutexLock lock(mutex_);
    open_.drop_subject(subject);
    return file_.write([&](store::SeriesWriter& writer) { return writer.forget(subject); });
  }

 private:
  // A transaction a subject: a scrape waits for one of them at most.
  Result<void> roll_up_hour(std::int64_t hour) REQUIRES(mutex_) {
    const std::int64_t first = hour - hour % 24;  // the last hour of a day makes the day's rows
    const std::int64_t from = (hour + 1) % 24 == 0 ? first : hour;
    std::vector<std::string> subjects;
    TRY(file_.read([&](store::SeriesReader& reader) -> Result<void> {
      TRY_ASSIGN(subjects, reader.subjects_between(from * 60, (hour + 1) * 60));
      return {};
    }));
    for (const std::string& subject : subjects)
      TRY(file_.write([&](store::SeriesWriter& writer) { return roll_up(writer, subject, hour); }));
    return file_.write([&](store::SeriesWriter& writer) { return mark_made(writer, hour); });
  }

  Result<void> prune(std::int64_t now) REQUIRES(mutex_) {
    const std::int64_t day = now / (24 * kHourMs);
    const store::SeriesWriter::Oldest keep{(day - kept_.minutes - 1) * 24 * 60,
                                           (day - kept_.hours - 1) * 24, day - kept_.days - 1};
    std::int64_t* const pruned_to = &pruned_to_;
    return file_.write([&](store::SeriesWriter& writer) -> Result<void> {
      TRY_ASSIGN(*pruned_to, writer.prune(keep, *pruned_to, kSeriesAtOnce));
      return {};
    });
  }

  store::SeriesFile file_;
  base::Clock& clock_;
  const KeptDays kept_;
  base::Mutex mutex_;  // of those who write
  OpenMinutes open_ GUARDED_BY(mutex_);
  std::int64_t pruned_to_ GUARDED_BY(mutex_) = 0;
};

}  // namespace

std::unique_ptr<TimeSeriesStore> sqlite_series_store(std::string path, base::Clock& clock,
                                                     KeptDays kept) {
  return std::make_unique<SqliteSeriesStore>(std::move(path), clock, kept);
}

}  // namespace millrace::metrics
