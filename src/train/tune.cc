#include "train/tune.h"

#include <fmt/core.h>

#include <cmath>

#include "crypto/hash.h"
#include "kernels/dispatch.h"
#include "modelfile/weight_folder.h"
#include "protocol/tune_hints.h"
#include "tensor/cpu/cpu_backend.h"
#include "tensor/thread_pool.h"
#include "train/data_files.h"
#include "train/machine_limits.h"
#include "train/model_trainee.h"
#include "train/output_folder.h"
#include "train/parameters.h"
#include "train/peak.h"
#include "train/reporter.h"

namespace millrace::train {
namespace {

using protocol::TuneMethod;

// Tokens that go through the model at once: enough for products to run at full speed.
constexpr std::int64_t kMicroTokens = 2048;
// Where nothing was learnt yet the rates of fine-tuning lead nowhere.
constexpr double kScratchRate = 1e-3;
constexpr std::size_t kMaxCard = 1 << 20;

tensor::Dtype compute_type(const protocol::TuneParams& params) {
  switch (params.compute_type) {
    case protocol::ComputeType::kBf16:
      return tensor::Dtype::kBf16;
    case protocol::ComputeType::kFp32:
      return tensor::Dtype::kF32;
    case protocol::ComputeType::kAuto:
      break;
  }
  return kernels::active_isa() >= kernels::Isa::kAvx512Bf16 ? tensor::Dtype::kBf16
                                                            : tensor::Dtype::kF32;
}

// All that is known before anything large is allocated.
struct Prepared {
  protocol::TuneParams params;  // filled in
  modelfile::Descriptor descriptor;
  DataSet data;
  comm::World world;
  std::unique_ptr<tensor::Backend> backend;
  tensor::Dtype dtype;
  std::int64_t micro_tokens;
  int threads;
  double peak_flops;
  Plan plan;
};

Result<void> check_ids(const Examples& examples, std::int64_t vocabulary) {
  for (std::size_t i = 0; i < examples.size(); ++i)
    for (const std::int32_t id : examples.ids(i))
      if (id >= vocabulary)
        return fail(ErrorCode::kInvalid,
                    fmt::format("{}: token {} is outside the model's vocabulary of {}; the "
                                "tokenizer does not belong to the model",
                                examples.place(i), id, vocabulary));
  return {};
}

void tell(const Prepared& p, const Job& job, const Surroundings& around) {
  const Counts& counts = p.data.examples->counts();
  for (const std::string& line : p.data.said) around.say(line);
  around.say(
      fmt::format("{} rows: {} used, {} bad, {} empty, {} truncated, {} dropped; {} tokens, "
                  "{} of them learnt",
                  counts.rows, counts.used, counts.bad, counts.empty, counts.truncated,
                  counts.dropped, counts.tokens, counts.loss_tokens));
  around.say(words(p.plan));
  auto hints = protocol::fine_tune_hints(job.method, p.params, p.plan.parameters);
  if (counts.longest > *p.params.seq_len)
    hints.push_back(fmt::format("the longest example has {} tokens, seq_len is {}", counts.longest,
                                *p.params.seq_len));
  for (const std::string& hint : hints) around.say("hint: " + hint);
}

Result<void> check_memory(const Plan& plan, io::FileSystem& fs) {
  const std::int64_t limit = memory_limit(fs);
  if (limit == 0 || plan.memory_bytes() <= limit) return {};
  return fail(ErrorCode::kExhausted,
              fmt::format("this needs about {} MiB of memory, {} MiB may be used. Less need: "
                          "--method lora, --recompute true, a smaller --seq-len, bf16",
                          plan.memory_bytes() >> 20, limit >> 20));
}

Result<protocol::TuneParams> card_of(const std::string& model, io::FileSystem& fs) {
  const auto text = io::read_file(fs, model + "/millrace.json", kMaxCard);
  if (!text && text.error().code == ErrorCode::kNotFound) return protocol::TuneParams();
  if (!text) return text.error();
  auto document = json::parse(*text);
  if (!document)
    return fail(ErrorCode::kInvalid, model + "/millrace.json: " + document.error().message);
  return protocol::card_defaults(*document);
}

// What nobody chose fits the model and the way it begins.
Result<protocol::TuneParams> params_of(const Job& job, const modelfile::Descriptor& model,
                                       io::FileSystem& fs) {
  protocol::TuneParams params = job.params;
  if (job.start == Job::Start::kScratch && !params.learning_rate)
    params.learning_rate = kScratchRate;
  TRY_ASSIGN(const protocol::TuneParams card, card_of(job.model, fs));
  params = protocol::filled_in(params, job.method, card);
  const std::int64_t most = model.max_positions;
  if (most <= 0 || *params.seq_len <= most) return params;
  if (job.params.seq_len)
    return fail(ErrorCode::kInvalid, fmt::format("seq_len {} is beyond the model's {} positions",
                                                 *params.seq_len, most));
  params.seq_len = most;
  return params;
}

Result<void> check_weights(const Job& job, io::FileSystem& fs) {
  if (job.start == Job::Start::kScratch || io::exists(fs, job.model + "/model.safetensors") ||
      io::exists(fs, job.model + "/model.safetensors.index.json"))
    return {};
  return fail(
      ErrorCode::kNotFound,
      fmt::format("{} has no weights (model.safetensors): --from-scratch begins with random "
                  "ones",
                  job.model));
}

Error nothing_to_learn(const DataSet& data) {
  const Counts& counts = data.examples->counts();
  std::string words = fmt::format(
      "there is nothing to learn in the data: of {} rows {} cannot be read, {} are "
      "empty or without a reply, {} longer than seq_len",
      counts.rows, counts.bad, counts.empty, counts.dropped);
  if (counts.dropped > 0) words += fmt::format(" (the longest has {} tokens)", counts.longest);
  if (!data.said.empty()) words += "; " + data.said.front();
  return fail(ErrorCode::kInvalid, words);
}

Result<Prepared> prepare(const Job& job, const Surroundings& around) {
  Prepared p;
  TRY_ASSIGN(p.world, comm::world_from(around.environment));
  TRY_ASSIGN(p.descriptor, modelfile::read_descriptor(job.model));
  TRY_ASSIGN(p.params, params_of(job, p.descriptor, around.fs));
  TRY(check_weights(job, around.fs));
  TRY_ASSIGN(p.data, read_data(around.fs, job.model, job.data,
                               {*p.params.seq_len, p.params.long_examples}));
  if (p.data.examples->counts().used == 0) return nothing_to_learn(p.data);
  TRY(check_ids(*p.data.examples, p.descriptor.vocab_size));
  p.dtype = compute_type(p.params);
  p.micro_tokens = std::max(kMicroTokens, *p.params.seq_len);
  p.backend = tensor::make_cpu_backend({.threads = job.threads});
  p.peak_flops = measure_peak_flops(*p.backend, around.clock, p.dtype);
  p.threads = job.threads > 0 ? job.threads : tensor::usable_cores();
  p.plan = make_plan(p.descriptor, job.method, p.params, *p.data.examples, p.micro_tokens,
                     p.dtype == tensor::Dtype::kBf16 ? Elements::kBf16 : Elements::kFp32,
                     {.peak_flops = p.peak_flops,
                      .processes = p.world.size,
                      .cores = std::int64_t{p.threads} * p.world.size});
  if (p.world.rank == 0) tell(p, job, around);
  return p;
}

Result<std::unique_ptr<model::Model>> make_model(const Job& job, const Prepared& p) {
  const bool lora = job.method == TuneMethod::kLora;
  const model::Options options{
      .compute = p.dtype,
      .purpose = lora ? model::Purpose::kTrainAdapter : model::Purpose::kTrainAll};
  const auto seed = static_cast<std::uint64_t>(p.params.seed);
  if (job.start == Job::Start::kScratch) {
    if (lora) return fail(ErrorCode::kInvalid, "training from scratch is full: --method full");
    return model::Model::init(p.descriptor, seed, *p.backend, options);
  }
  TRY_ASSIGN(auto model, model::Model::load(job.model, *p.backend, options));
  if (!lora) return model;
  model::LoraOptions adapter{.rank = p.params.lora_rank,
                             .alpha = *p.params.lora_alpha,
                             .dropout = static_cast<float>(p.params.lora_dropout),
                             .targets = p.params.lora_target_modules,
                             .seed = seed};
  if (adapter.targets.empty()) adapter.targets = {"all-linear"};
  TRY(model->add_lora(adapter));
  return model;
}

json::Value params_document(const protocol::TuneParams& params) {
  return describe::encode(describe::Described<protocol::TuneParams>::get(), describe::View::kPublic,
                          &params);
}

// The result depends on these and on nothing else: a checkpoint of other ones is refused.
std::string identity_of(const Job& job, const Prepared& p, const std::string& base) {
  json::Value params = params_document(p.params);
  for (const std::string_view indifferent : protocol::kIndifferentParams)
    params.as_object()->erase(indifferent);
  const json::Object all{{"base", base},
                         {"method", word(job.method)},
                         {"params", std::move(params)},
                         {"data", p.data.examples->sha256()},
                         {"bf16", p.dtype == tensor::Dtype::kBf16}};
  return crypto::sha256_hex(json::dump_canonical(all));
}

std::string_view end_word(Outcome::End end) {
  switch (end) {
    case Outcome::End::kFinished:
      return "finished";
    case Outcome::End::kStoppedEarly:
      return "stopped_early";
    case Outcome::End::kInterrupted:
      return "interrupted";
  }
  return "";
}

json::Object fact_of(const Outcome& outcome, const Prepared& p) {
  const Standing& s = outcome.standing;
  return {{"end", end_word(outcome.end)},
          {"steps", s.step},
          {"tokens", s.tokens},
          {"seconds", std::round(s.seconds * 1000) / 1000},
          {"tokens_per_second", s.seconds > 0 ? static_cast<double>(s.tokens) / s.seconds : 0.0},
          {"core_hours", s.seconds / 3600 * p.threads * p.world.size},
          {"card_hours", 0.0},
          {"peak_memory_bytes", peak_memory()},
          {"loss", outcome.last_loss},
          {"best_eval_loss", s.best_eval ? json::Value(*s.best_eval) : json::Value()},
          {"best_step", s.best_eval ? json::Value(s.best_step) : json::Value()}};
}

json::Object counts_document(const Counts& c) {
  return {{"rows", c.rows},
          {"used", c.used},
          {"bad", c.bad},
          {"empty", c.empty},
          {"truncated", c.truncated},
          {"dropped", c.dropped},
          {"tokens", c.tokens},
          {"loss_tokens", c.loss_tokens},
          {"longest", c.longest}};
}

json::Object record_of(const Job& job, const Prepared& p, const std::string& base) {
  return {{"format", 1},
          {"method", word(job.method)},
          {"base", json::Object{{"folder", job.model}, {"fingerprint", base}}},
          {"renderer_fingerprint", p.data.renderer_fingerprint},
          {"data", p.data.files},
          {"counts", counts_document(p.data.examples->counts())},
          {"params", params_document(p.params)},
          {"compute_type", p.dtype == tensor::Dtype::kBf16 ? "bf16" : "fp32"},
          {"processes", p.world.size},
          {"peak_flops", p.peak_flops},
          {"plan", encode(p.plan)}};
}

Result<std::string> base_fingerprint(const Job& job, const Prepared& p) {
  if (job.start == Job::Start::kScratch)
    return "scratch " + crypto::sha256_hex(json::dump_canonical(p.descriptor.config));
  return modelfile::model_fingerprint(job.model);
}

Result<Outcome> train(const Job& job, const Surroundings& around, const Prepared& p,
                      model::Model& model, const std::string& base) {
  TRY_ASSIGN(comm::Group group, comm::Group::join(p.world, around.clock, {}));
  const bool first = p.world.rank == 0;
  TRY_ASSIGN(const auto reporter,
             Reporter::create(around.fs, around.clock,
                              {.progress = first ? job.progress : "",
                               .events = first ? job.output + "/tensorboard" : "",
                               .flops_per_token = p.plan.flops_per_token,
                               .peak_flops = p.peak_flops * p.world.size,
                               .say = first ? around.say : nullptr}));
  ModelTrainee trainee(model, p.params.recompute ? model::StepOptions::Saved::kRecompute
                                                 : model::StepOptions::Saved::kKeep);
  Trainer trainer(trainee, *p.data.examples,
                  {.params = p.params,
                   .identity = identity_of(job, p, base),
                   .checkpoints = job.output + "/checkpoints",
                   .resume_from = job.resume_from,
                   .micro_tokens = p.micro_tokens,
                   .threads = p.threads},
                  {around.fs, around.clock, group, *reporter, around.stop_wanted});
  return trainer.run();
}

// `record` holds what is known so far, whatever comes of it.
Result<void> run(const Job& job, const Surroundings& around, json::Object& record) {
  TRY_ASSIGN(const Prepared p, prepare(job, around));
  if (job.act == Job::Do::kPlan) {
    record = encode(p.plan);
    return {};
  }
  TRY(check_memory(p.plan, around.fs));
  TRY_ASSIGN(const std::string base, base_fingerprint(job, p));
  TRY_ASSIGN(const auto model, make_model(job, p));
  record = record_of(job, p, base);
  if (p.world.rank == 0) TRY(save_plan(around.fs, record, job.output));
  TRY_ASSIGN(const Outcome outcome, train(job, around, p, *model, base));
  if (outcome.end == Outcome::End::kInterrupted)
    return fail(ErrorCode::kCancelled,
                fmt::format("stopped after step {} of {}; the checkpoint is written, and the same "
                            "command goes on from there",
                            outcome.standing.step, p.plan.steps));
  record["fact"] = fact_of(outcome, p);
  if (p.world.rank != 0) return {};
  const bool adapter = job.method == TuneMethod::kLora && !p.params.lora_merge;
  TRY_ASSIGN(const Trained trained,
             save_trained(around.fs, *model, adapter ? Written::kAdapter : Written::kModel,
                          job.model, job.output));
  record["fingerprint"] = trained.fingerprint;
  TRY(save_record(around.fs, record, job.output, trained.folder));
  around.say("saved " + trained.folder);
  return {};
}

}  // namespace

Result<json::Object> tune(const Job& job, const Surroundings& around) {
  json::Object record;
  if (job.act == Job::Do::kTrain) TRY(around.fs.make_directories(job.output));
  auto done = run(job, around, record);
  if (done) return record;
  const auto world = comm::world_from(around.environment);
  const bool first = !world || world->rank == 0;
  if (first && job.act == Job::Do::kTrain && done.error().code != ErrorCode::kCancelled) {
    record["error"] = done.error().message;
    // Whoever started it finds the reason here; the error itself is what counts.
    if (auto kept = save_plan(around.fs, record, job.output); !kept)
      around.say("the reason could not be written down: " + kept.error().message);
  }
  return std::move(done).error();
}

}  // namespace millrace::train
