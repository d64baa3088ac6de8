#include "modelfile/adapter.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "json/writer.h"
#include "modelfile/fields.h"

namespace millrace::modelfile {
namespace {

const std::vector<std::string> kAllLinear{"down_proj", "gate_proj", "k_proj", "o_proj",
                                          "q_proj",    "up_proj",   "v_proj"};

bool is_empty(const json::Value& value) {
  if (const auto* array = value.as_array()) return array->empty();
  if (const auto* object = value.as_object()) return object->empty();
  if (const auto* flag = value.as_bool()) return !*flag;
  return false;
}

Result<std::vector<std::string>> read_targets(const Fields& fields) {
  const json::Value* value = fields.find("target_modules");
  if (value == nullptr) return fields.wrong("target_modules", "is missing");
  if (const std::string* word = value->as_string(); word != nullptr) {
    if (*word == "all-linear") return kAllLinear;
    return fields.wrong("target_modules", "must be a list of names; patterns are not supported");
  }
  std::vector<std::string> targets;
  if (value->as_array() != nullptr)
    for (const json::Value& entry : *value->as_array())
      if (entry.as_string() != nullptr) targets.push_back(*entry.as_string());
  if (targets.empty() || targets.size() != value->as_array()->size())
    return fields.wrong("target_modules", "must be a list of names");
  for (const std::string& target : targets)
    if (!std::ranges::binary_search(kAllLinear, target))
      return fields.wrong("target_modules", fmt::format("names \"{}\", which is no linear layer of "
                                                        "the supported architectures",
                                                        target));
  std::ranges::sort(targets);
  return targets;
}

}  // namespace

double AdapterConfig::scale() const {
  const auto r = static_cast<double>(rank);
  return alpha / (scaling == Scaling::kByRootOfRank ? std::sqrt(r) : r);
}

Result<AdapterConfig> parse_adapter_config(std::string_view text) {
  TRY_ASSIGN(const json::Value document,
             json::parse(text, {.max_depth = 16, .max_bytes = 1 << 20}));
  const Fields fields(document, "adapter_config.json: ");
  TRY_ASSIGN(const std::string type, fields.text("peft_type"));
  if (type != "LORA")
    return fields.wrong("peft_type", fmt::format("\"{}\" is not supported, only LORA is", type));
  for (const char* refused : {"use_dora", "rank_pattern", "alpha_pattern", "modules_to_save",
                              "layers_to_transform", "layer_replication", "fan_in_fan_out",
                              "lora_bias", "exclude_modules", "target_parameters"}) {
    const json::Value* value = fields.find(refused);
    if (value != nullptr && !is_empty(*value)) return fields.wrong(refused, "is not supported");
  }
  if (fields.find("bias") != nullptr) {
    TRY_ASSIGN(const std::string bias, fields.text("bias"));
    if (bias != "none") return fields.wrong("bias", "must be \"none\"");
  }
  AdapterConfig config;
  config.base_model = document.string_or("base_model_name_or_path", "");
  TRY_ASSIGN(config.rank, fields.integer("r", 1, 1 << 16));
  TRY_ASSIGN(config.alpha, fields.number_or("lora_alpha", 8, 0, 1e9));
  TRY_ASSIGN(config.dropout, fields.number_or("lora_dropout", 0, 0, 1));
  TRY_ASSIGN(const bool root, fields.flag_or("use_rslora", false));
  config.scaling = root ? AdapterConfig::Scaling::kByRootOfRank : AdapterConfig::Scaling::kByRank;
  TRY_ASSIGN(config.targets, read_targets(fields));
  return config;
}

std::string adapter_config_text(const AdapterConfig& config) {
  json::Writer writer(json::Writer::Style::kPretty);
  writer.begin_object();
  writer.key("peft_type").string("LORA").key("task_type").string("CAUSAL_LM");
  writer.key("base_model_name_or_path").string(config.base_model);
  writer.key("r").integer(config.rank).key("lora_alpha").number(config.alpha);
  writer.key("lora_dropout").number(config.dropout).key("bias").string("none");
  writer.key("use_rslora").boolean(config.scaling == AdapterConfig::Scaling::kByRootOfRank);
  writer.key("fan_in_fan_out").boolean(false).key("inference_mode").boolean(true);
  writer.key("init_lora_weights").boolean(true).key("modules_to_save").null();
  writer.key("target_modules").begin_array();
  for (const std::string& target : config.targets) writer.string(target);
  writer.end_array().end_object();
  return std::move(writer).text() + "\n";
}

std::string adapter_tensor_name(std::string_view module, LowRank which) {
  return fmt::format("base_model.model.{}.lora_{}.weight", module,
                     which == LowRank::kA ? "A" : "B");
}

Result<Adapter> open_adapter(const std::string& folder) {
  TRY_ASSIGN(const std::string text,
             io::read_file(io::system_files(), folder + "/adapter_config.json", 1 << 20));
  TRY_ASSIGN(AdapterConfig config, parse_adapter_config(text));
  TRY_ASSIGN(SafetensorsFile file, SafetensorsFile::open(folder + "/adapter_model.safetensors"));
  return Adapter{std::move(config), std::move(file)};
}

Result<void> write_adapter(io::FileSystem& fs, const std::string& folder,
                           const AdapterConfig& config, const std::vector<TensorSource>& tensors) {
  TRY(fs.make_directories(folder));
  TRY(write_safetensors(fs, folder + "/adapter_model.safetensors", tensors));
  return io::replace_file(fs, folder + "/adapter_config.json", adapter_config_text(config));
}

}  // namespace millrace::modelfile
