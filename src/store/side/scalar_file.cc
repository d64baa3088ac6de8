#include "store/side/scalar_file.h"

#include <limits>

#include "base/encode.h"

namespace millrace::store {
namespace {

constexpr std::string_view kScripts[] = {
    R"(CREATE TABLE tag(id INTEGER PRIMARY KEY, run TEXT NOT NULL, tag TEXT NOT NULL,
         points INTEGER NOT NULL DEFAULT 0, UNIQUE(run, tag));
       CREATE TABLE point(tag INTEGER NOT NULL REFERENCES tag(id), attempt INTEGER NOT NULL,
         step INTEGER NOT NULL, wall INTEGER NOT NULL, value REAL,
         PRIMARY KEY(tag, attempt, step)) WITHOUT ROWID;
       CREATE TABLE attempt(run TEXT NOT NULL, attempt INTEGER NOT NULL, first_step INTEGER NOT NULL,
         PRIMARY KEY(run, attempt)) WITHOUT ROWID;
       CREATE TABLE feed(run TEXT NOT NULL, attempt INTEGER NOT NULL, source TEXT NOT NULL,
         cursor TEXT NOT NULL, carry TEXT NOT NULL, PRIMARY KEY(run, attempt, source)) WITHOUT ROWID;)"};

}  // namespace

Result<std::vector<ScalarTagRow>> ScalarReader::tags(const std::string& run) {
  std::vector<ScalarTagRow> rows;
  TRY(connection_.query("SELECT id, tag, points FROM tag WHERE run=? ORDER BY tag", {run},
                        [&](const Row& row) -> Result<void> {
                          rows.push_back({row.integer(0), row.text(1), row.integer(2)});
                          return {};
                        }));
  return rows;
}

Result<std::vector<ScalarAttemptRow>> ScalarReader::attempts(const std::string& run) {
  std::vector<ScalarAttemptRow> rows;
  TRY(connection_.query("SELECT attempt, first_step FROM attempt WHERE run=? ORDER BY attempt DESC",
                        {run}, [&](const Row& row) -> Result<void> {
                          rows.push_back({row.integer(0), row.integer(1)});
                          return {};
                        }));
  return rows;
}

Result<void> ScalarReader::points(std::int64_t tag, std::int64_t attempt, std::int64_t before,
                                  const std::function<void(const ScalarRow&)>& each) {
  return connection_.query(
      "SELECT step, wall, value FROM point WHERE tag=? AND attempt=? AND step<? ORDER BY step",
      {tag, attempt, before}, [&](const Row& row) -> Result<void> {
        // SQLite has no NaN: it comes back as null.
        each({row.integer(0), row.integer(1),
              row.is_null(2) ? std::numeric_limits<double>::quiet_NaN() : row.number(2)});
        return {};
      });
}

Result<FeedPosition> ScalarReader::position(const ScalarFeed& feed) {
  FeedPosition position;
  TRY(connection_.query("SELECT cursor, carry FROM feed WHERE run=? AND attempt=? AND source=?",
                        {feed.run, feed.attempt, feed.source}, [&](const Row& row) -> Result<void> {
                          const auto carry = base::from_base64(row.text(1));
                          if (!carry)
                            return fail(ErrorCode::kCorrupt,
                                        "a stored feed position cannot be read");
                          position = {row.text(0), *carry};
                          return {};
                        }));
  return position;
}

Result<std::int64_t> ScalarWriter::ensure_tag(const std::string& run, const std::string& tag) {
  TRY(connection_.execute("INSERT OR IGNORE INTO tag(run, tag) VALUES(?, ?)", {run, tag}));
  std::int64_t id = 0;
  TRY(connection_.query("SELECT id FROM tag WHERE run=? AND tag=?", {run, tag},
                        [&](const Row& row) -> Result<void> {
                          id = row.integer(0);
                          return {};
                        }));
  return id;
}

Result<void> ScalarWriter::put_point(std::int64_t tag, std::int64_t attempt, const ScalarRow& row) {
  TRY(connection_.execute(
      "INSERT OR REPLACE INTO point(tag, attempt, step, wall, value) VALUES(?,?,?,?,?)",
      {tag, attempt, row.step, row.wall_ms, row.value}));
  return {};
}

Result<void> ScalarWriter::count_points(std::int64_t tag, std::int64_t more) {
  TRY(connection_.execute("UPDATE tag SET points=points+? WHERE id=?", {more, tag}));
  return {};
}

Result<void> ScalarWriter::lower_first_step(const std::string& run, std::int64_t attempt,
                                            std::int64_t step) {
  TRY(connection_.execute(
      "INSERT INTO attempt(run, attempt, first_step) VALUES(?,?,?) ON CONFLICT(run, attempt) "
      "DO UPDATE SET first_step=min(first_step, excluded.first_step)",
      {run, attempt, step}));
  return {};
}

Result<void> ScalarWriter::set_position(const ScalarFeed& feed, const FeedPosition& position) {
  TRY(connection_.execute(
      "INSERT OR REPLACE INTO feed(run, attempt, source, cursor, carry) VALUES(?,?,?,?,?)",
      {feed.run, feed.attempt, feed.source, position.cursor, base::to_base64(position.carry)}));
  return {};
}

Result<void> ScalarWriter::forget(const std::string& run) {
  TRY(connection_.execute("DELETE FROM point WHERE tag IN (SELECT id FROM tag WHERE run=?)",
                          {run}));
  TRY(connection_.execute("DELETE FROM tag WHERE run=?", {run}));
  TRY(connection_.execute("DELETE FROM attempt WHERE run=?", {run}));
  TRY(connection_.execute("DELETE FROM feed WHERE run=?", {run}));
  return {};
}

ScalarFile::ScalarFile(std::string path, base::Clock& clock)
    : file_(std::move(path), kScripts, clock) {}

Result<void> ScalarFile::write(const std::function<Result<void>(ScalarWriter&)>& body) {
  return file_.write([&](Connection& connection) {
    ScalarWriter writer(connection);
    return body(writer);
  });
}

Result<void> ScalarFile::read(const std::function<Result<void>(ScalarReader&)>& body) {
  return file_.read([&](Connection& connection) {
    ScalarReader reader(connection);
    return body(reader);
  });
}

}  // namespace millrace::store
