// What the store costs beside bare SQLite, as ratios of paired runs in one process: durable creates
// by many writers at once, and the page of a filtered list out of 100,000 rows.
//   store_bench [FOLDER]      FOLDER should be on the disk in question; default: the working
//   directory
#include <fmt/core.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <vector>

#include "base/clock.h"
#include "base/thread.h"
#include "io/file_system.h"
#include "resource/training_job.h"
#include "store/connection.h"
#include "store/store.h"
#include "store/table.h"

namespace millrace {
namespace {

constexpr int kPairs = 5;
constexpr int kWriters = 32;
constexpr int kCreatesPerWriter = 60;
constexpr int kRows = 100'000;
constexpr int kPages = 200;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

class Stopwatch {
 public:
  double milliseconds() const {
    return static_cast<double>((base::system_clock().monotonic() - start_).count());
  }

 private:
  base::Duration start_ = base::system_clock().monotonic();
};

[[noreturn]] void die(const Error& error) {
  fmt::print(stderr, "{}\n", error.to_string());
  exit(1);
}

resource::TrainingJob job(std::int64_t n) {
  resource::TrainingJob j;
  j.workspace = "01workspace";
  j.name = fmt::format("job-{}", n);
  j.owner = "01owner";
  j.owner_name = "dev1";
  j.command = "bash train.sh";
  j.flavor = "2C_4G";
  j.priority = static_cast<int>(n % 9) + 1;
  return j;
}

std::unique_ptr<store::Store> open(const std::string& path) {
  auto opened = store::Store::open({.database = path}, base::system_clock());
  if (!opened) die(opened.error());
  return std::move(*opened);
}

struct Created {
  double per_second = 0;
  double per_commit = 0;
};

Created store_creates(const std::string& path) {
  const auto store = open(path);
  const auto before = store->counters();
  const Stopwatch watch;
  std::vector<base::Thread> threads;
  for (int w = 0; w < kWriters; ++w)
    threads.emplace_back("bench-writer", [&, w] {
      const store::Table<resource::TrainingJob> jobs;
      for (int i = 0; i < kCreatesPerWriter; ++i) {
        resource::TrainingJob one = job(w * 1'000 + i);
        const auto done = store->write([&](store::Tx& tx) {
          one.id.clear();
          return jobs.insert(tx, one);
        });
        if (!done) die(done.error());
      }
    });
  threads.clear();
  const double ms = watch.milliseconds();
  const auto after = store->counters();
  const double n = kWriters * kCreatesPerWriter;
  return {n / ms * 1000, n / static_cast<double>(after.commits - before.commits)};
}

void run(sqlite3* db, const char* sql) {
  char* words = nullptr;
  if (sqlite3_exec(db, sql, nullptr, nullptr, &words) != SQLITE_OK)
    die(fail(ErrorCode::kInternal, words));
}

// The same rows and the same number of rows per commit, without anything of ours around: one
// prepared INSERT into the same table with the same indexes, and one into the change feed.
double bare_creates(const std::string& path, double per_commit) {
  open(path).reset();  // makes the tables
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) die(fail(ErrorCode::kInternal, "cannot open"));
  run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384");
  sqlite3_stmt *insert = nullptr, *change = nullptr;
  const char* insert_sql =
      "INSERT INTO training_job (id, workspace, name, owner, owner_name, version, revision, state, "
      "created_at, updated_at, labels, "
      "spec, status, format, flavor, priority, current_run, mode, code_package) VALUES (?, "
      "'01workspace', ?, '01owner', 'dev1', 1, 1, "
      "'idle', 1, 1, '{}', ?, ?, 1, '2C_4G', 5, '', 'ddp', '')";
  if (sqlite3_prepare_v2(db, insert_sql, -1, &insert, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(
          db, "INSERT INTO change VALUES (?, 1, 'training_job', ?, '01workspace', 'created')", -1,
          &change, nullptr) != SQLITE_OK)
    die(fail(ErrorCode::kInternal, sqlite3_errmsg(db)));
  const std::string document(800, 'x');
  const int group = std::max(1, static_cast<int>(per_commit + 0.5));
  const int total = kWriters * kCreatesPerWriter;
  const Stopwatch watch;
  for (int i = 0; i < total; ++i) {
    if (i % group == 0) run(db, "BEGIN IMMEDIATE");
    const std::string id = fmt::format("01bench{:019}", i), name = fmt::format("job-{}", i);
    const auto text = [&](sqlite3_stmt* s, int at, const std::string& v) {
      sqlite3_bind_text(s, at, v.data(), static_cast<int>(v.size()), SQLITE_STATIC);
    };
    text(insert, 1, id);
    text(insert, 2, name);
    text(insert, 3, document);
    text(insert, 4, document);
    sqlite3_bind_int(change, 1, i + 1);
    text(change, 2, id);
    for (sqlite3_stmt* s : {insert, change}) {
      if (sqlite3_step(s) != SQLITE_DONE) die(fail(ErrorCode::kInternal, sqlite3_errmsg(db)));
      sqlite3_reset(s);
    }
    if (i % group == group - 1 || i == total - 1) run(db, "COMMIT");
  }
  const double ms = watch.milliseconds();
  sqlite3_finalize(insert);
  sqlite3_finalize(change);
  sqlite3_close(db);
  return total / ms * 1000;
}

void bench_creates(const std::string& folder) {
  std::vector<double> ratios, ours, bare, groups;
  for (int pair = 0; pair < kPairs; ++pair) {
    const Created created = store_creates(fmt::format("{}/ours-{}.db", folder, pair));
    const double alone =
        bare_creates(fmt::format("{}/bare-{}.db", folder, pair), created.per_commit);
    ours.push_back(created.per_second);
    groups.push_back(created.per_commit);
    bare.push_back(alone);
    ratios.push_back(created.per_second / alone);
  }
  fmt::print(
      "durable creates, {} writers: {:.0f}/s in groups of {:.1f}; bare SQLite with the same groups "
      "{:.0f}/s; ratio {:.2f} "
      "(medians of {} pairs; wanted >= 0.70)\n",
      kWriters, median(ours), median(groups), median(bare), median(ratios), kPairs);
}

void fill(store::Store& store) {
  const store::Table<resource::TrainingJob> jobs;
  for (int done = 0; done < kRows;) {
    const auto filled = store.write([&](store::Tx& tx) -> Result<void> {
      for (int i = 0; i < 2'000; ++i) {
        resource::TrainingJob one = job(done + i);
        TRY(jobs.insert(tx, one));
      }
      return {};
    });
    if (!filled) die(filled.error());
    done += 2'000;
  }
}

void bench_list(store::Store& store, std::string_view what, const store::ListQuery& query) {
  const store::Table<resource::TrainingJob> jobs;
  std::vector<double> each;
  for (int i = 0; i < kPages; ++i) {
    const Stopwatch watch;
    constexpr int kRepeats = 10;  // the clock counts milliseconds
    for (int r = 0; r < kRepeats; ++r) {
      const auto done = store.read([&](store::ReadTx& tx) -> Result<void> {
        TRY_ASSIGN(const auto page, jobs.list(tx, query));
        return page.items.size() == 50 ? Result<void>()
                                       : fail(ErrorCode::kInternal, "the page is short");
      });
      if (!done) die(done.error());
    }
    each.push_back(watch.milliseconds() / kRepeats);
    if (i == 20 && watch.milliseconds() > 500) break;
  }
  fmt::print("page of 50 out of {}, {}: {:.2f} ms (median; wanted < 10)\n", kRows, what,
             median(each));
}

int run_all(const std::string& parent) {
  const std::string folder = parent + "/store-bench";
  io::FileSystem& files = io::system_files();
  if (!files.remove_tree(folder) || !files.make_directories(folder))
    die(fail(ErrorCode::kInternal, "cannot make " + folder));
  bench_creates(folder);
  {
    const auto store = open(folder + "/list.db");
    fill(*store);
    const std::vector<std::string> mine{"01workspace"};
    bench_list(*store, "newest first", {.workspaces = mine});
    bench_list(*store, "priority = 3",
               {.workspaces = mine, .filter = {store::where("priority", 3)}});
    bench_list(*store, "name : 77",
               {.workspaces = mine, .filter = {{"name", describe::FilterOp::kHas, "77"}}});
    bench_list(*store, "ordered by name", {.workspaces = mine, .order = {{"name"}}});
  }
  (void)files.remove_tree(folder);
  return 0;
}

}  // namespace
}  // namespace millrace

int main(int argc, char** argv) {
  return millrace::run_all(argc > 1 ? argv[1] : ".");
}
