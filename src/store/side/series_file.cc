#include "store/side/series_file.h"

namespace millrace::store {
namespace {

constexpr std::string_view kScripts[] = {
    R"(CREATE TABLE series(id INTEGER PRIMARY KEY, subject TEXT NOT NULL, metric TEXT NOT NULL,
         instance INTEGER NOT NULL, card INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
         made_on INTEGER NOT NULL,
         UNIQUE(subject, metric, instance, card));
       CREATE TABLE minute(series INTEGER NOT NULL REFERENCES series(id), t INTEGER NOT NULL, attempt INTEGER NOT NULL,
         sum REAL NOT NULL, count INTEGER NOT NULL, span_ms INTEGER NOT NULL, min REAL NOT NULL,
         max REAL NOT NULL, last REAL NOT NULL, last_at INTEGER NOT NULL,
         PRIMARY KEY(series, t)) WITHOUT ROWID;
       CREATE TABLE hour(series INTEGER NOT NULL REFERENCES series(id), t INTEGER NOT NULL, sum REAL NOT NULL,
         count INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, last REAL NOT NULL,
         sketch TEXT NOT NULL, PRIMARY KEY(series, t)) WITHOUT ROWID;
       CREATE TABLE day(series INTEGER NOT NULL REFERENCES series(id), t INTEGER NOT NULL, sum REAL NOT NULL,
         count INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, last REAL NOT NULL,
         sketch TEXT NOT NULL, PRIMARY KEY(series, t)) WITHOUT ROWID;
       CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;)"};

MinuteRow minute_of(const Row& row) {
  MinuteRow m;
  m.minute = row.integer(0);
  m.attempt = row.integer(1);
  m.sum = row.number(2);
  m.count = row.integer(3);
  m.span_ms = row.integer(4);
  m.min = row.number(5);
  m.max = row.number(6);
  m.last = row.number(7);
  m.last_at_ms = row.integer(8);
  return m;
}

constexpr std::string_view kNewestMinute =
    "SELECT t, attempt, sum, count, span_ms, min, max, last, last_at FROM minute WHERE series=? "
    "ORDER BY t DESC LIMIT 1";
constexpr std::string_view kMinutes =
    "SELECT t, attempt, sum, count, span_ms, min, max, last, last_at FROM minute "
    "WHERE series=? AND t>=? AND t<? ORDER BY t";
constexpr std::string_view kPutMinute =
    "INSERT INTO minute(series, t, attempt, sum, count, span_ms, min, max, last, last_at) "
    "VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(series, t) DO UPDATE SET attempt=excluded.attempt, "
    "sum=excluded.sum, count=excluded.count, span_ms=excluded.span_ms, min=excluded.min, "
    "max=excluded.max, last=excluded.last, last_at=excluded.last_at";

std::string_view rollups_sql(Rollup rollup) {
  return rollup == Rollup::kHour ? "SELECT t, sum, count, min, max, last, sketch FROM hour WHERE "
                                   "series=? AND t>=? AND t<? ORDER BY t"
                                 : "SELECT t, sum, count, min, max, last, sketch FROM day WHERE "
                                   "series=? AND t>=? AND t<? ORDER BY t";
}

std::string_view put_rollup_sql(Rollup rollup) {
  return rollup == Rollup::kHour ? "INSERT OR REPLACE INTO hour(series, t, sum, count, min, max, "
                                   "last, sketch) VALUES(?,?,?,?,?,?,?,?)"
                                 : "INSERT OR REPLACE INTO day(series, t, sum, count, min, max, "
                                   "last, sketch) VALUES(?,?,?,?,?,?,?,?)";
}

}  // namespace

Result<std::vector<SeriesRow>> SeriesReader::series(const std::string& subject,
                                                    const std::string& metric) {
  std::vector<SeriesRow> rows;
  const auto each = [&](const Row& row) -> Result<void> {
    rows.push_back(
        {row.integer(0), {subject, row.integer(2), row.integer(3), row.text(1)}, row.text(4)});
    return {};
  };
  if (metric.empty()) {
    TRY(
        connection_.query("SELECT id, metric, instance, card, reason FROM series WHERE subject=? "
                          "ORDER BY metric, instance, card",
                          {subject}, each));
  } else {
    TRY(connection_.query(
        "SELECT id, metric, instance, card, reason FROM series WHERE subject=? AND metric=? "
        "ORDER BY instance, card",
        {subject, metric}, each));
  }
  return rows;
}

Result<std::vector<std::string>> SeriesReader::subjects_between(std::int64_t from,
                                                                std::int64_t to) {
  std::vector<std::string> subjects;
  TRY(connection_.query(
      "SELECT DISTINCT subject FROM series s WHERE EXISTS "
      "(SELECT 1 FROM minute m WHERE m.series=s.id AND m.t>=? AND m.t<?) ORDER BY subject",
      {from, to}, [&](const Row& row) -> Result<void> {
        subjects.push_back(row.text(0));
        return {};
      }));
  return subjects;
}

Result<std::optional<MinuteRow>> SeriesReader::newest_minute(std::int64_t series) {
  std::optional<MinuteRow> newest;
  TRY(connection_.query(kNewestMinute, {series}, [&](const Row& row) -> Result<void> {
    newest = minute_of(row);
    return {};
  }));
  return newest;
}

Result<std::vector<MinuteRow>> SeriesReader::minutes(std::int64_t series, std::int64_t from,
                                                     std::int64_t to) {
  std::vector<MinuteRow> rows;
  TRY(connection_.query(kMinutes, {series, from, to}, [&](const Row& row) -> Result<void> {
    rows.push_back(minute_of(row));
    return {};
  }));
  return rows;
}

Result<std::vector<RollupRow>> SeriesReader::rollups(Rollup rollup, std::int64_t series,
                                                     std::int64_t from, std::int64_t to) {
  std::vector<RollupRow> rows;
  TRY(connection_.query(
      rollups_sql(rollup), {series, from, to}, [&](const Row& row) -> Result<void> {
        rows.push_back({row.integer(0), row.number(1), row.integer(2), row.number(3), row.number(4),
                        row.number(5), row.text(6)});
        return {};
      }));
  return rows;
}

Result<std::int64_t> SeriesReader::setting(const std::string& name, std::int64_t otherwise) {
  std::int64_t value = otherwise;
  TRY(connection_.query("SELECT value FROM setting WHERE name=?", {name},
                        [&](const Row& row) -> Result<void> {
                          value = row.integer(0);
                          return {};
                        }));
  return value;
}

Result<std::int64_t> SeriesWriter::ensure_series(const SeriesKey& key, std::int64_t day) {
  const std::vector<SqlValue> values{key.subject, key.metric, key.instance, key.card};
  TRY(connection_.execute(
      "INSERT OR IGNORE INTO series(subject, metric, instance, card, made_on) VALUES(?,?,?,?,?)",
      {key.subject, key.metric, key.instance, key.card, day}));
  std::int64_t id = 0;
  TRY(connection_.query(
      "SELECT id FROM series WHERE subject=? AND metric=? AND instance=? AND card=?", values,
      [&](const Row& row) -> Result<void> {
        id = row.integer(0);
        return {};
      }));
  return id;
}

Result<void> SeriesWriter::set_reason(std::int64_t series, const std::string& reason) {
  TRY(connection_.execute("UPDATE series SET reason=? WHERE id=?", {reason, series}));
  return {};
}

Result<void> SeriesWriter::put_minute(std::int64_t series, const MinuteRow& m) {
  TRY(connection_.execute(kPutMinute, {series, m.minute, m.attempt, m.sum, m.count, m.span_ms,
                                       m.min, m.max, m.last, m.last_at_ms}));
  return {};
}

Result<void> SeriesWriter::put_rollup(Rollup rollup, std::int64_t series, const RollupRow& r) {
  TRY(connection_.execute(put_rollup_sql(rollup),
                          {series, r.bucket, r.sum, r.count, r.min, r.max, r.last, r.sketch}));
  return {};
}

Result<void> SeriesWriter::set_setting(const std::string& name, std::int64_t value) {
  TRY(connection_.execute("INSERT OR REPLACE INTO setting(name, value) VALUES(?,?)",
                          {name, value}));
  return {};
}

Result<std::int64_t> SeriesWriter::prune(const Oldest& keep_from, std::int64_t after,
                                         std::int64_t limit) {
  std::vector<std::int64_t> ids;
  TRY(connection_.query("SELECT id FROM series WHERE id>? ORDER BY id LIMIT ?", {after, limit},
                        [&](const Row& row) -> Result<void> {
                          ids.push_back(row.integer(0));
                          return {};
                        }));
  for (const std::int64_t id : ids) {
    TRY(connection_.execute("DELETE FROM minute WHERE series=? AND t<?", {id, keep_from.minute}));
    TRY(connection_.execute("DELETE FROM hour WHERE series=? AND t<?", {id, keep_from.hour}));
    TRY(connection_.execute("DELETE FROM day WHERE series=? AND t<?", {id, keep_from.day}));
    TRY(
        connection_.execute("DELETE FROM series WHERE id=?1 AND made_on<?2 AND NOT EXISTS (SELECT "
                            "1 FROM minute WHERE series=?1) "
                            "AND NOT EXISTS (SELECT 1 FROM hour WHERE series=?1) AND NOT EXISTS "
                            "(SELECT 1 FROM day WHERE series=?1)",
                            {id, keep_from.day}));
  }
  return ids.empty() || static_cast<std::int64_t>(ids.size()) < limit ? 0 : ids.back();
}

Result<void> SeriesWriter::forget(const std::string& subject) {
  TRY(connection_.execute(
      "DELETE FROM minute WHERE series IN (SELECT id FROM series WHERE subject=?)", {subject}));
  TRY(connection_.execute(
      "DELETE FROM hour WHERE series IN (SELECT id FROM series WHERE subject=?)", {subject}));
  TRY(connection_.execute("DELETE FROM day WHERE series IN (SELECT id FROM series WHERE subject=?)",
                          {subject}));
  TRY(connection_.execute("DELETE FROM series WHERE subject=?", {subject}));
  return {};
}

SeriesFile::SeriesFile(std::string path, base::Clock& clock)
    : file_(std::move(path), kScripts, clock) {}

Result<void> SeriesFile::write(const std::function<Result<void>(SeriesWriter&)>& body) {
  return file_.write([&](Connection& connection) {
    SeriesWriter writer(connection);
    return body(writer);
  });
}

Result<void> SeriesFile::read(const std::function<Result<void>(SeriesReader&)>& body) {
  return file_.read([&](Connection& connection) {
    SeriesReader reader(connection);
    return body(reader);
  });
}

}  // namespace millrace::store
