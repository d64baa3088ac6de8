// millrace-engine tune: fine-tunes a model folder, or trains one from its config.json.
#include <stdlib.h>

#include <algorithm>

#include "base/clock.h"
#include "engine/commands.h"
#include "io/file_system.h"
#include "json/value.h"
#include "train/parameters.h"
#include "train/stop_signal.h"
#include "train/tune.h"

namespace millrace::engine {
namespace {

const describe::Table& params_table() {
  return describe::Described<protocol::TuneParams>::get();
}

// The fields' names with "-"; they live as long as the program.
const std::vector<std::string>& param_flags() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const describe::Field& field : params_table().fields) {
      out.emplace_back(field.name);
      std::replace(out.back().begin(), out.back().end(), '_', '-');
    }
    return out;
  }();
  return names;
}

std::vector<Flag> tune_flags() {
  std::vector<Flag> flags{
      {"model", "DIR", "folder of the base model", Flag::Need::kRequired},
      {"data", "FILE…", "training data", Flag::Need::kRequired},
      {"output", "DIR",
       "folder for model/ or adapter/, checkpoints/, tensorboard/ (default: "
       "MILLRACE_OUTPUT_DIR)"},
      {"method", "full|lora", "train all weights, or low-rank matrices beside them (default full)"},
      {"params", "FILE", "JSON object of the parameters below; flags win over it"},
      {"resume", "DIR",
       "checkpoint to go on from (default: MILLRACE_RESUME_FROM, else the newest "
       "below output)"},
      {"from-scratch", "",
       "begin with random weights: only config.json and the tokenizer are read; the learning rate "
       "is "
       "1e-3 where none is given"},
      {"plan", "", "print memory, steps, time and card-hours, and end"},
      {"threads", "N", "threads to compute with (default: all)"},
  };
  for (std::size_t i = 0; i < params_table().fields.size(); ++i)
    flags.push_back({param_flags()[i], "VALUE", params_table().fields[i].doc});
  return flags;
}

std::string environment(const char* name) {
  const char* const value = ::getenv(name);
  return value ? value : "";
}

Result<train::Job> read_job(const Flags& flags, io::FileSystem& fs) {
  train::Job job{.model = flags.get_or("model", ""),
                 .data = flags.all("data"),
                 .output = flags.get_or("output", environment("MILLRACE_OUTPUT_DIR")),
                 .resume_from = flags.get_or("resume", environment("MILLRACE_RESUME_FROM")),
                 .progress = environment("MILLRACE_PROGRESS")};
  if (flags.has("from-scratch")) job.start = train::Job::Start::kScratch;
  if (flags.has("plan")) job.act = train::Job::Do::kPlan;
  if (job.output.empty() && job.act == train::Job::Do::kTrain)
    return fail(ErrorCode::kInvalid, "--output DIR is missing");
  const std::string method = flags.get_or("method", "full");
  const auto known = describe::from_word<protocol::TuneMethod>(method);
  if (!known)
    return fail(ErrorCode::kInvalid, "--method must be full or lora, not \"" + method + "\"");
  job.method = *known;
  TRY_ASSIGN(const std::int64_t threads, flags.integer("threads", 0));
  if (threads < 0 || threads > 1024)
    return fail(ErrorCode::kInvalid, "--threads must be from 0 to 1024");
  job.threads = static_cast<int>(threads);
  std::string document;
  if (const auto file = flags.get("params")) {
    TRY_ASSIGN(document, io::read_file(fs, *file, 1 << 20));
  }
  train::Words given;
  for (const std::string& name : param_flags())
    if (const auto value = flags.get(name)) given.emplace_back(name, *value);
  TRY_ASSIGN(job.params, train::read_params(document, given));
  return job;
}

Result<void> run_tune(const Flags& flags, Console& console) {
  io::FileSystem& fs = io::system_files();
  TRY_ASSIGN(const train::Job job, read_job(flags, fs));
  const train::StopSignal stop;
  const train::Surroundings around{.fs = fs,
                                   .clock = base::system_clock(),
                                   .environment = comm::process_environment(),
                                   .say = [&](std::string_view line) { console.note(line); },
                                   .stop_wanted = [] { return train::StopSignal::wanted(); }};
  TRY_ASSIGN(json::Object result, train::tune(job, around));
  if (job.act == train::Job::Do::kPlan) {
    console.print(json::dump_pretty(result) + "\n");
    return {};
  }
  console.print(json::dump(*result.find("fact")) + "\n");
  return {};
}

}  // namespace

Command tune_command() {
  return {"tune", "fine-tune a model folder, or train one from scratch", tune_flags(), &run_tune};
}

}  // namespace millrace::engine
