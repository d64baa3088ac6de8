// clean-dataset: what each instance of a clean task runs. The rows of a labelled data set, as they
// were when the task began, become lines of JSON; those are cleaned; what comes out is held against
// the template again and sealed as a segment of rows, for the server to take.
#include <fmt/core.h>
#include <signal.h>

#include <atomic>

#include "base/strings.h"
#include "clean/pipeline/assemble.h"
#include "clean/pipeline/clean.h"
#include "cli/command.h"
#include "cli/output.h"
#include "rows/import_files.h"
#include "rows/row_set.h"

namespace millrace::cli {
namespace {

using io::FileSystem;

constexpr std::size_t kBufferBytes = 1 << 20;

std::atomic<bool> stop_wanted = false;
void want_stop(int) {
  stop_wanted = true;
}

struct Task {
  std::string rows, output;  // folders
  const rows::Template* of = nullptr;
  std::vector<std::string> segments;
  std::int64_t edits_end = 0;
  std::string work() const { return output + "/clean"; }
  std::string input() const { return work() + "/input.jsonl"; }
};

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> out;
  for (const auto part : base::split(list, ','))
    if (!part.empty()) out.emplace_back(part);
  return out;
}

// Optional texts that say nothing are left out: nothing judges them, and nothing is lost.
std::string line_of(const rows::Template& of, std::string_view data) {
  auto row = json::parse(data);
  if (!row || row->as_object() == nullptr) return std::string(data) + "\n";
  for (const rows::RowField& field : of.fields) {
    const json::Value* value = row->find(field.name);
    const bool empty = value && value->as_string() && value->as_string()->empty();
    if (empty && field.need == rows::RowField::Need::kOptional) row->as_object()->erase(field.name);
  }
  return json::dump(*row) + "\n";
}

Result<void> write_lines(FileSystem& files, const Task& task, io::File& out) {
  rows::RowSet::Parts parts{.edits = task.rows + "/edits", .edits_end = task.edits_end};
  for (const auto& id : task.segments) parts.segments.push_back(task.rows + "/" + id + ".rows");
  TRY_ASSIGN(const auto set, rows::RowSet::open(files, parts));
  std::string buffer;
  TRY(set->scan(1, [&](const rows::Row& row) -> Result<rows::Flow> {
    if (stop_wanted) return fail(ErrorCode::kCancelled, "stopped");
    buffer += line_of(*task.of, row.data);
    if (buffer.size() >= kBufferBytes) {
      TRY(out.append(buffer));
      buffer.clear();
    }
    return rows::Flow::kGoOn;
  }));
  TRY(out.append(buffer));
  return out.sync();
}

// All instances want the same file: whoever is first gives it its name.
Result<void> prepare_input(FileSystem& files, const Task& task, int instance) {
  TRY(files.make_directories(task.work()));
  if (io::exists(files, task.input())) return {};
  const std::string mine = fmt::format("{}.{}", task.input(), instance);
  TRY_ASSIGN(auto file, files.open(mine, FileSystem::Open::kCreate));
  TRY(file->truncate(0));
  TRY(write_lines(files, task, *file));
  file.reset();
  const auto named = files.hard_link(mine, task.input());
  if (!named && named.error().code != ErrorCode::kAlreadyExists) return named;
  TRY(files.remove(mine));
  return files.sync_directory(task.work());
}

// Says how far it is where the platform looks for that.
class Reporter final : public clean::CleanWatcher {
 public:
  explicit Reporter(Context& context)
      : context_(context), path_(context.env("MILLRACE_PROGRESS")) {}
  Answer progress(std::string_view phase, std::uint64_t done, std::uint64_t total) override {
    const base::Duration now = context_.clock.monotonic();
    if (phase != phase_ || now - last_ >= kBetween) {
      phase_ = phase;
      last_ = now;
      say(context_, fmt::format("{}: {} of {}", phase, done, total));
      report(done, total);
    }
    return stop_wanted ? Answer::kStop : Answer::kGoOn;
  }

 private:
  // Progress is for people: that it cannot be written ends nothing.
  void report(std::uint64_t done, std::uint64_t total) {
    if (path_.empty()) return;
    if (!file_) {
      auto opened = context_.files.open(path_, FileSystem::Open::kCreate);
      if (!opened) return;
      file_ = std::move(*opened);
    }
    const json::Object line{{"step", static_cast<std::int64_t>(done)},
                            {"total_steps", static_cast<std::int64_t>(total)},
                            {"phase", phase_}};
    (void)file_->append(json::dump(json::Value(line)) + "\n");
  }

  static constexpr base::Duration kBetween{2'000};
  Context& context_;
  const std::string path_;
  std::string phase_;
  base::Duration last_{0};
  std::unique_ptr<io::File> file_;
};

json::Value fact_of(const clean::CleanJob& job, const clean::CleanSummary& sum) {
  json::Array steps;
  for (std::size_t i = 0; i < sum.steps.size(); ++i) {
    const clean::StepCounts& c = sum.steps[i];
    steps.emplace_back(json::Object{{"name", job.steps[i].type->name},
                                    {"rows_in", c.in},
                                    {"rows_out", c.out},
                                    {"changed", c.changed},
                                    {"dropped", c.dropped},
                                    {"ms", c.ms}});
  }
  return json::Object{{"rows_in", sum.rows_in},
                      {"rows_out", sum.rows_out},
                      {"rejected", sum.rejected},
                      {"steps", std::move(steps)}};
}

// The cleaned lines as rows of the template, sealed; what they are, for the server.
Result<json::Value> seal(FileSystem& files, const Task& task, const std::string& lines) {
  const rows::ImportPlaces into{.rows = {.segment = task.output + "/rows.segment",
                                         .rejected = task.output + "/rows.rejected"},
                                .images = task.work() + "/images",
                                .scratch = task.work() + "/scratch"};
  for (const auto& path : {into.rows.segment, into.rows.rejected}) (void)files.remove(path);
  TRY_ASSIGN(
      const auto facts,
      rows::import_files(files, *task.of, {.files = {{lines, "cleaned.jsonl"}}, .format = "jsonl"},
                         into, [](std::uint64_t) -> Result<void> {
                           if (stop_wanted) return fail(ErrorCode::kCancelled, "stopped");
                           return {};
                         }));
  json::Array rejected;
  for (const auto& one : facts.rejected) rejected.push_back(rows::to_json(one));
  json::Object counts;
  for (const auto& [category, count] : facts.counts) counts[category] = count;
  const auto info = files.stat(into.rows.segment);
  return json::Value(
      json::Object{{"accepted", facts.accepted},
                   {"rejected_total", facts.rejected_total},
                   {"rejected", std::move(rejected)},
                   {"counts", std::move(counts)},
                   {"stored_bytes", info ? static_cast<std::int64_t>(info->size) : 0}});
}

Result<void> record(FileSystem& files, const Task& task, json::Object what) {
  return io::replace_file(files, task.output + "/clean.json",
                          json::dump(json::Value(std::move(what))));
}

Result<Task> task_from(const Args& args) {
  Task task;
  task.rows = args.value("--rows");
  task.output = args.value("--output");
  const std::string of = args.value("--template");
  task.of = rows::find_template(of);
  if (task.rows.empty() || task.output.empty() || task.of == nullptr)
    return fail(ErrorCode::kInvalid, "--rows, --output and a known --template are required");
  task.segments = words_of(args.value("--segments"));
  TRY_ASSIGN(const auto end, args.number("--edits-end", 0, INT64_MAX));
  task.edits_end = end.value_or(0);
  return task;
}

Result<clean::CleanJob> job_of(Context& context, const Args& args, const Task& task) {
  clean::CleanJob job;
  TRY_ASSIGN(const json::Value ops, json::parse(args.value("--ops")));
  TRY_ASSIGN(job.recipe, clean::recipe_from_json(ops));
  job.recipe.text_keys = words_of(args.value("--fields"));
  clean::Context world;
  world.placeholder_key = context.env("MILLRACE_PLACEHOLDER_KEY");
  TRY_ASSIGN(job.steps, clean::make_steps(job.recipe, world));
  job.inputs = {task.input()};
  job.output = task.output + "/cleaned.jsonl";
  job.provenance = task.output + "/provenance.jsonl";
  job.rejected = task.output + "/rejected.jsonl";
  job.work = task.work() + "/shards";
  TRY_ASSIGN(const auto workers, args.number("--workers", 1, 1024));
  TRY_ASSIGN(const auto memory, args.number("--memory", 1, INT64_MAX));
  job.workers = static_cast<int>(workers.value_or(1));
  if (memory) job.memory_bytes = static_cast<std::uint64_t>(*memory);
  const auto variable = [&](std::string_view name, std::int64_t otherwise) {
    return static_cast<int>(base::parse_int(context.env(name)).value_or(otherwise));
  };
  job.team = {.index = variable("PET_NODE_RANK", 0), .size = variable("PET_NNODES", 1)};
  return job;
}

Result<void> clean_task(Context& context, const Args& args, const Task& task) {
  TRY_ASSIGN(const clean::CleanJob job, job_of(context, args, task));
  TRY(prepare_input(context.files, task, job.team.index));
  Reporter reporter(context);
  TRY_ASSIGN(const auto sum, clean::clean(context.files, context.clock, job, reporter));
  if (!sum.put_together) return {};
  TRY_ASSIGN(json::Value rows, seal(context.files, task, job.output));
  TRY(record(context.files, task, {{"fact", fact_of(job, sum)}, {"rows", std::move(rows)}}));
  return context.files.remove_tree(task.work());
}

// Has instance 0 put everything together? Then it takes away what others may be looking at, and
// there is nothing left to do for them.
bool is_finished(FileSystem& files, const Task& task) {
  const auto text = io::read_file(files, task.output + "/clean.json");
  const auto record = text ? json::parse(*text) : Result<json::Value>(text.error());
  return record && record->find("rows") != nullptr;
}

}  // namespace

Result<int> run_clean_dataset(Context& context, const Args& args) {
  ::signal(SIGTERM, want_stop);
  TRY_ASSIGN(const Task task, task_from(args));
  if (is_finished(context.files, task)) return 0;
  const auto done = clean_task(context, args, task);
  if (done || is_finished(context.files, task)) return 0;
  if (done.error().code != ErrorCode::kCancelled)
    (void)record(context.files, task, {{"error", done.error().message}});
  return done.error();
}

}  // namespace millrace::cli
