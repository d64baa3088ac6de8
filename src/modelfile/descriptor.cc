#include "modelfile/descriptor.h"

#include <fmt/core.h>

#include "modelfile/arch/all.h"

namespace millrace::modelfile {
namespace {

constexpr std::int64_t kMostPositions = std::int64_t{1} << 27;

Result<const Architecture*> find_architecture(const json::Value& config) {
  const json::Value* names = config.find("architectures");
  std::string name;
  if (names != nullptr && names->as_array() != nullptr && !names->as_array()->empty()) {
    const std::string* first = names->as_array()->front().as_string();
    if (first == nullptr)
      return fail(ErrorCode::kInvalid, "config.json: \"architectures\" must be a list of names");
    name = *first;
  }
  const std::string type = config.string_or("model_type", "");
  for (const Architecture* architecture : architectures())
    if (name.empty() ? type == architecture->model_type : name == architecture->name)
      return architecture;
  if (name.empty() && type.empty())
    return fail(ErrorCode::kInvalid,
                "config.json names no architecture: \"architectures\" and \"model_type\" are "
                "missing");
  std::string known;
  for (const Architecture* architecture : architectures())
    known += fmt::format("{}{}", known.empty() ? "" : ", ", architecture->name);
  return fail(ErrorCode::kInvalid, fmt::format("architecture {} is not supported; supported are {}",
                                               name.empty() ? type : name, known));
}

Result<RopeScaling> read_llama3(const Fields& fields, RopeScaling scaling) {
  scaling.kind = RopeScaling::Kind::kLlama3;
  TRY_ASSIGN(scaling.low_frequency_factor, fields.number("low_freq_factor", 1e-3, 1e6));
  TRY_ASSIGN(scaling.high_frequency_factor, fields.number("high_freq_factor", 1e-3, 1e6));
  TRY_ASSIGN(scaling.original_positions,
             fields.integer("original_max_position_embeddings", 1, kMostPositions));
  if (scaling.high_frequency_factor <= scaling.low_frequency_factor)
    return fields.wrong("high_freq_factor", "must be greater than low_freq_factor");
  return scaling;
}

Result<RopeScaling> read_yarn(const Fields& fields, RopeScaling scaling) {
  scaling.kind = RopeScaling::Kind::kYarn;
  TRY_ASSIGN(scaling.beta_fast, fields.number_or("beta_fast", 32, 1e-3, 1e6));
  TRY_ASSIGN(scaling.beta_slow, fields.number_or("beta_slow", 1, 1e-3, 1e6));
  TRY_ASSIGN(scaling.attention_factor, fields.number_or("attention_factor", 0, 0, 1e3));
  for (const char* refused : {"mscale", "mscale_all_dim"})
    if (fields.find(refused) != nullptr) return fields.wrong(refused, "is not supported");
  return scaling;
}

Result<RopeScaling> read_scaling(const json::Value& value, std::int64_t max_positions) {
  const Fields fields(value, "config.json: rope_scaling: ");
  if (value.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "config.json: \"rope_scaling\" must be an object or null");
  const char* key = fields.find("rope_type") != nullptr ? "rope_type" : "type";
  TRY_ASSIGN(const std::string type, fields.text(key));
  RopeScaling scaling;
  if (type == "default") return scaling;
  TRY_ASSIGN(scaling.factor, fields.number("factor", 1, 1e6));
  TRY_ASSIGN(scaling.original_positions, fields.integer_or("original_max_position_embeddings",
                                                           max_positions, 1, kMostPositions));
  if (type == "linear") {
    scaling.kind = RopeScaling::Kind::kLinear;
    return scaling;
  }
  if (type == "dynamic") {
    scaling.kind = RopeScaling::Kind::kDynamic;
    return scaling;
  }
  if (type == "llama3") return read_llama3(fields, scaling);
  if (type == "yarn") return read_yarn(fields, scaling);
  return fields.wrong(key, fmt::format("\"{}\" is not supported; supported are default, linear, "
                                       "dynamic, llama3, yarn",
                                       type));
}

Result<void> read_rope(const Fields& fields, Descriptor& d) {
  TRY_ASSIGN(d.rope_theta, fields.number_or("rope_theta", 10000, 1, 1e12));
  // Newer files keep both in rope_parameters.
  if (const json::Value* both = fields.find("rope_parameters"); both != nullptr) {
    const Fields inner(*both, "config.json: rope_parameters: ");
    TRY_ASSIGN(d.rope_theta, inner.number_or("rope_theta", d.rope_theta, 1, 1e12));
    TRY_ASSIGN(d.rope_scaling, read_scaling(*both, d.max_positions));
  } else if (const json::Value* scaling = fields.find("rope_scaling"); scaling != nullptr) {
    TRY_ASSIGN(d.rope_scaling, read_scaling(*scaling, d.max_positions));
  }
  TRY_ASSIGN(const double part, fields.number_or("partial_rotary_factor", 1, 0, 1));
  if (part != 1) return fields.wrong("partial_rotary_factor", "is not supported");
  return {};
}

Result<void> read_sizes(const Fields& fields, Descriptor& d) {
  TRY_ASSIGN(d.hidden_size, fields.integer("hidden_size", 1, 1 << 17));
  TRY_ASSIGN(d.intermediate_size, fields.integer("intermediate_size", 1, 1 << 20));
  TRY_ASSIGN(d.layers, fields.integer("num_hidden_layers", 1, 1024));
  TRY_ASSIGN(d.heads, fields.integer("num_attention_heads", 1, 4096));
  TRY_ASSIGN(d.kv_heads, fields.integer_or("num_key_value_heads", d.heads, 1, 4096));
  if (d.heads % d.kv_heads != 0)
    return fields.wrong("num_key_value_heads", "must divide num_attention_heads");
  if (fields.find("head_dim") == nullptr && d.hidden_size % d.heads != 0)
    return fields.wrong("num_attention_heads", "must divide hidden_size where head_dim is absent");
  TRY_ASSIGN(d.head_dim, fields.integer_or("head_dim", d.hidden_size / d.heads, 2, 256));
  if (d.head_dim < 2 || d.head_dim > 256 || d.head_dim % 2 != 0)
    return fields.wrong("head_dim", "must be even, from 2 to 256");
  TRY_ASSIGN(d.vocab_size, fields.integer("vocab_size", 1, 1 << 22));
  TRY_ASSIGN(d.max_positions,
             fields.integer_or("max_position_embeddings", 2048, 1, kMostPositions));
  return {};
}

}  // namespace

Result<Descriptor> parse_config(const json::Value& config) {
  if (config.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "config.json must hold a JSON object");
  TRY_ASSIGN(const Architecture* architecture, find_architecture(config));
  const Fields fields(config, "config.json: ");
  Descriptor d;
  d.architecture = architecture->name;
  d.config = config;
  TRY(read_sizes(fields, d));
  TRY(read_rope(fields, d));
  TRY_ASSIGN(d.norm_eps, fields.number_or("rms_norm_eps", 1e-6, 0, 1));
  TRY_ASSIGN(d.initializer_range, fields.number_or("initializer_range", 0.02, 0, 10));
  TRY_ASSIGN(const bool tied, fields.flag_or("tie_word_embeddings", false));
  d.embeddings = tied ? Descriptor::Embeddings::kTied : Descriptor::Embeddings::kOwn;
  if (const json::Value* activation = fields.find("hidden_act"); activation != nullptr) {
    TRY_ASSIGN(const std::string name, fields.text("hidden_act"));
    if (name != "silu" && name != "swish")
      return fields.wrong("hidden_act", fmt::format("\"{}\" is not supported, only silu is", name));
  }
  if (const json::Value* quantised = fields.find("quantization_config"); quantised != nullptr)
    return fields.wrong("quantization_config", "is not supported: load the model unquantised");
  d.windows.assign(static_cast<std::size_t>(d.layers), 0);
  TRY(architecture->read(fields, d));
  return d;
}

Result<Descriptor> parse_config_text(std::string_view text) {
  TRY_ASSIGN(const json::Value config, json::parse(text, {.max_depth = 32, .max_bytes = 1 << 20}));
  return parse_config(config);
}

std::vector<std::string> supported_architectures() {
  std::vector<std::string> names;
  for (const Architecture* architecture : architectures()) names.emplace_back(architecture->name);
  return names;
}

}  // namespace millrace::modelfile
