// clean: files of rows through a recipe, on this machine.
#include <fmt/core.h>

#include <thread>

#include "base/strings.h"
#include "clean/ops/all.h"
#include "clean/pipeline/assemble.h"
#include "clean/pipeline/clean.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/table.h"

namespace millrace::cli {
namespace {

constexpr std::string_view kKinds[] = {"mapper", "filter", "deduplicator"};

// "2GiB", "512M", "1000000".
Result<std::uint64_t> size_from(std::string_view flag, const std::string& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::parse_int(std::string_view(text).substr(0, digits));
  const std::string unit = base::to_lower(std::string_view(text).substr(digits));
  int shift = -1;
  if (unit.empty() || unit == "b") shift = 0;
  if (unit == "k" || unit == "kib") shift = 10;
  if (unit == "m" || unit == "mib") shift = 20;
  if (unit == "g" || unit == "gib") shift = 30;
  if (unit == "t" || unit == "tib") shift = 40;
  if (!number || shift < 0 || *number < 1 || *number > INT64_MAX >> shift)
    return fail(
        ErrorCode::kInvalid,
        fmt::format("{}: a size as 2GiB, 512MiB or 1000000 is wanted, not {:?}", flag, text));
  return static_cast<std::uint64_t>(*number) << shift;
}

Result<clean::Recipe> recipe_from(Context& context, const Args& args) {
  clean::Recipe recipe;
  if (args.has("--recipe")) {
    TRY_ASSIGN(const std::string text, io::read_file(context.files, args.value("--recipe")));
    auto parsed = clean::parse_recipe(text);
    if (!parsed) {
      Error error = parsed.error();
      error.message = args.value("--recipe") + ": " + error.message;
      return error;
    }
    recipe = std::move(*parsed);
  }
  for (const std::string& op : args.values("--op")) {
    TRY_ASSIGN(clean::StepSpec step, clean::step_from_argument(op));
    recipe.steps.push_back(std::move(step));
  }
  if (recipe.steps.empty())
    return fail(ErrorCode::kInvalid,
                "nothing to do: give --recipe FILE or --op NAME (millrace clean --list shows all)");
  if (args.has("--text-key")) recipe.text_keys = args.values("--text-key");
  if (recipe.text_keys.empty()) recipe.text_keys = {"text"};
  return recipe;
}

// Which instance of a run this is: flags, else what runs are told (PET_NNODES, PET_NODE_RANK).
Result<clean::Team> team_from(Context& context, const Args& args) {
  clean::Team team;
  TRY_ASSIGN(const auto size, args.number("--instances", 1, 4096));
  TRY_ASSIGN(const auto index, args.number("--instance", 0, 4095));
  const auto variable = [&](std::string_view name, std::int64_t otherwise) {
    return base::parse_int(context.env(name)).value_or(otherwise);
  };
  team.size = static_cast<int>(size.value_or(variable("PET_NNODES", 1)));
  team.index = static_cast<int>(index.value_or(size ? 0 : variable("PET_NODE_RANK", 0)));
  return team;
}

class Watcher final : public clean::CleanWatcher {
 public:
  explicit Watcher(Context& context) : context_(context) {}
  Answer progress(std::string_view phase, std::uint64_t done, std::uint64_t total) override {
    if (phase != phase_) {
      phase_ = phase;
      progress_.reset();
      progress_ = std::make_unique<Progress>(context_, std::string(phase));
    }
    progress_->show(done, total);
    return Answer::kGoOn;
  }

 private:
  Context& context_;
  std::string phase_;
  std::unique_ptr<Progress> progress_;
};

void show_summary(Context& context, const clean::CleanJob& job, const clean::CleanSummary& sum) {
  if (!sum.put_together) {
    say(context, "done; instance 0 puts the results together");
    return;
  }
  if (sum.tasks_found > 0)
    say(context, fmt::format("{} parts were finished before", sum.tasks_found));
  TextTable table({"STEP", "OPERATOR", "IN", "OUT", "CHANGED", "DROPPED", "MS"});
  for (std::size_t i = 0; i < sum.steps.size(); ++i) {
    const clean::StepCounts& c = sum.steps[i];
    table.add({std::to_string(i), std::string(job.steps[i].type->name), std::to_string(c.in),
               std::to_string(c.out), std::to_string(c.changed), std::to_string(c.dropped),
               std::to_string(c.ms)});
  }
  context.console.write_err(table.text());
  say(context,
      fmt::format("{} rows in, {} out, {} rejected{}", sum.rows_in, sum.rows_out, sum.rejected,
                  sum.rejected == 0 ? "" : " (see " + clean::rejected_path(job) + ")"));
}

Result<int> list_operators(Context& context) {
  std::string out;
  for (const clean::OperatorType& type : clean::all_operators()) {
    out += fmt::format("{} ({})\n    {}\n", type.name, kKinds[static_cast<std::size_t>(type.kind)],
                       type.doc);
    const json::Value defaults = type.complete(json::Object{});
    for (const describe::Field& field : type.options->fields) {
      const json::Value* otherwise = defaults.find(field.name);
      out += fmt::format("      {}={}  {}\n", field.name, otherwise ? json::dump(*otherwise) : "",
                         field.doc);
    }
  }
  context.console.write_out(out);
  return 0;
}

Result<clean::CleanJob> job_from(Context& context, const Args& args) {
  clean::CleanJob job;
  job.inputs = args.values("--in");
  job.inputs.insert(job.inputs.end(), args.words.begin(), args.words.end());
  job.output = args.value("--out");
  job.provenance = args.value("--provenance");
  job.rejected = args.value("--rejected");
  job.work = args.value("--work");
  if (args.has("--undo")) {
    if (!args.has("--replay"))
      return fail(ErrorCode::kInvalid,
                  "--undo needs --replay FILE, the provenance of the run whose step is undone");
    if (args.has("--recipe") || args.has("--op"))
      return fail(ErrorCode::kInvalid, "--undo takes the recipe from the run before; leave it out");
    TRY_ASSIGN(clean::UndoPlan undo, clean::plan_undo(context.files, args.value("--replay"),
                                                      args.value("--undo"), std::move(job.inputs)));
    job.recipe = std::move(undo.recipe);
    job.inputs = std::move(undo.inputs);
    job.undo = std::move(undo.undo);
  } else {
    TRY_ASSIGN(job.recipe, recipe_from(context, args));
  }
  if (job.inputs.empty()) return fail(ErrorCode::kInvalid, "no input: give --in FILE");
  if (job.output.empty()) return fail(ErrorCode::kInvalid, "no output: give --out FILE");
  TRY_ASSIGN(const auto workers, args.number("--workers", 1, 1024));
  job.workers =
      static_cast<int>(workers.value_or(std::max(1U, std::thread::hardware_concurrency())));
  if (args.has("--memory")) {
    TRY_ASSIGN(job.memory_bytes, size_from("--memory", args.value("--memory")));
  }
  if (args.has("--max-row")) {
    TRY_ASSIGN(const std::uint64_t most, size_from("--max-row", args.value("--max-row")));
    job.max_row_bytes = static_cast<std::size_t>(most);
  }
  TRY_ASSIGN(job.team, team_from(context, args));
  clean::Context world;
  world.read_file = [&context](const std::string& path) {
    return io::read_file(context.files, path);
  };
  world.placeholder_key = context.env("MILLRACE_PLACEHOLDER_KEY");
  TRY_ASSIGN(job.steps, clean::make_steps(job.recipe, world));
  return job;
}

}  // namespace

Result<int> run_clean(Context& context, const Args& args) {
  if (args.has("--list")) return list_operators(context);
  TRY_ASSIGN(const clean::CleanJob job, job_from(context, args));
  Result<clean::CleanSummary> sum = clean::CleanSummary{};
  {
    Watcher watcher(context);
    sum = clean::clean(context.files, context.clock, job, watcher);
  }
  TRY(sum);
  show_summary(context, job, *sum);
  return 0;
}

}  // namespace millrace::cli
