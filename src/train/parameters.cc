#include "train/parameters.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "base/strings.h"
#include "json/value.h"

namespace millrace::train {
namespace {

bool is_list(const describe::Field& field) {
  const json::Object schema = field.ops->schema(field.limits);
  const json::Value* const type = schema.find("type");
  return type && type->as_string() && *type->as_string() == "array";
}

json::Value value_of(const describe::Field& field, const std::string& text) {
  if (is_list(field)) {
    json::Array items;
    for (const auto part : base::split(text, ','))
      if (!base::trim(part).empty()) items.push_back(std::string(base::trim(part)));
    return items;
  }
  // 1e-4, true and null are JSON; cosine is a word.
  auto parsed = json::parse(text);
  if (parsed && !parsed->as_object() && !parsed->as_array()) return std::move(parsed).value();
  return text;
}

}  // namespace

Result<protocol::TuneParams> read_params(std::string_view document, const Words& flags) {
  const describe::Table& table = describe::Described<protocol::TuneParams>::get();
  json::Object body;
  if (!document.empty()) {
    auto parsed = json::parse(document);
    if (!parsed) return std::move(parsed).error();
    if (!parsed->as_object())
      return fail(ErrorCode::kInvalid, "the parameters must be a JSON object");
    body = *parsed->as_object();
  }
  for (const auto& [flag, text] : flags) {
    std::string name = flag;
    std::replace(name.begin(), name.end(), '-', '_');
    const describe::Field* const field = table.find(name);
    if (!field) return fail(ErrorCode::kInvalid, fmt::format("there is no parameter {}", name));
    body[name] = value_of(*field, text);
  }
  protocol::TuneParams params;
  const protocol::TuneParams defaults;
  TRY(describe::decode_strict(table, body, describe::Purpose::kCreate, &params, &defaults));
  return params;
}

std::vector<std::string> hints(const protocol::TuneParams& params, protocol::TuneMethod method,
                               std::int64_t parameters, std::int64_t longest_example) {
  std::vector<std::string> out;
  const bool lora = method == protocol::TuneMethod::kLora;
  const double rate = params.learning_rate.value_or(0), epochs = params.epochs.value_or(0);
  const bool large = parameters > 1'000'000'000;
  if (lora && (rate < 1e-4 || rate > 3e-4))
    out.push_back(
        fmt::format("learning_rate {} is outside what is usual for LoRA, 1e-4 to 3e-4", rate));
  if (!lora && large && (rate < 1e-6 || rate > 5e-6))
    out.push_back(fmt::format(
        "learning_rate {} is outside what is usual for full fine-tuning, 1e-6 to 5e-6", rate));
  if (!params.max_steps && epochs > 10)
    out.push_back(fmt::format("{} epochs are many: 2 to 5 are usual; watch eval/loss", epochs));
  const auto batch = static_cast<std::uint64_t>(params.global_batch_size.value_or(16));
  if (!std::has_single_bit(batch))
    out.push_back(fmt::format("global_batch_size {} is no power of two", batch));
  if (longest_example > params.seq_len.value_or(0))
    out.push_back(fmt::format("the longest example has {} tokens, seq_len is {}", longest_example,
                              params.seq_len.value_or(0)));
  return out;
}

}  // namespace millrace::train
