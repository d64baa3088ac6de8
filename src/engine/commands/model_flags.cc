#include "engine/commands/model_flags.h"

#include <fmt/format.h>

#include "tensor/cpu/cpu_backend.h"

namespace millrace::engine {
namespace {

Result<model::Dtype> compute_type(const Flags& flags) {
  const std::string word = flags.get_or("dtype", "float32");
  if (word == "float32") return model::Dtype::kF32;
  if (word == "bfloat16") return model::Dtype::kBf16;
  return fail(ErrorCode::kInvalid,
              fmt::format("--dtype takes float32 or bfloat16, not \"{}\"", word));
}

}  // namespace

std::vector<Flag> model_flags() {
  return {{"model", "DIR", "folder with config.json and *.safetensors", Flag::Need::kRequired},
          {"adapter", "DIR", "PEFT adapter to apply"},
          {"dtype", "TYPE", "compute in float32 (default) or bfloat16"},
          {"threads", "N", "default: all usable cores"},
          {"isa", "SET", "avx2: use no newer instructions"}};
}

Result<OpenModel> open_model(const Flags& flags) {
  TRY_ASSIGN(const std::int64_t threads, flags.integer("threads", 0));
  if (threads < 0 || threads > 4096)
    return fail(ErrorCode::kInvalid, "--threads takes a number from 1 to 4096");
  TRY_ASSIGN(const model::Dtype compute, compute_type(flags));
  if (flags.has("isa")) {
    if (*flags.get("isa") != "avx2") return fail(ErrorCode::kInvalid, "--isa takes avx2");
    if (!tensor::cap_at_avx2())
      return fail(ErrorCode::kInternal, "the instruction set was chosen already");
  }
  OpenModel open;
  open.backend = tensor::make_cpu_backend({.threads = static_cast<int>(threads)});
  TRY_ASSIGN(open.model,
             model::Model::load(*flags.get("model"), *open.backend, {.compute = compute}));
  if (flags.has("adapter")) TRY(open.model->load_adapter(*flags.get("adapter")));
  return open;
}

Result<std::vector<std::int32_t>> read_ids(const json::Value& document, std::string_view name) {
  const Error wrong =
      fail(ErrorCode::kInvalid, fmt::format("\"{}\" must be a list of token ids", name));
  const json::Value* list = document.find(name);
  if (list == nullptr || list->as_array() == nullptr || list->as_array()->empty()) return wrong;
  std::vector<std::int32_t> ids;
  for (const json::Value& entry : *list->as_array()) {
    const std::int64_t* id = entry.as_int();
    if (id == nullptr || *id < 0 || *id > INT32_MAX) return wrong;
    ids.push_back(static_cast<std::int32_t>(*id));
  }
  return ids;
}

model::Batch sequence(std::vector<std::int32_t> ids) {
  const auto rows = static_cast<std::int32_t>(ids.size());
  return {.ids = std::move(ids), .labels = {}, .starts = {0, rows}, .examples = {}};
}

Error in_line(std::int64_t line, Error error) {
  error.message = fmt::format("line {}: {}", line, error.message);
  return error;
}

}  // namespace millrace::engine
