// What the commands that open a model have in common. Pure, but for reading files.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/flags.h"
#include "json/value.h"
#include "model/model.h"

namespace millrace::engine {

// --model, --adapter, --dtype, --threads, --isa.
std::vector<Flag> model_flags();

struct OpenModel {
  std::unique_ptr<tensor::Backend> backend;
  std::unique_ptr<model::Model> model;
};
// Loads for inference, with the adapter if one is named.
Result<OpenModel> open_model(const Flags& flags);

// The list of token ids under `name` of a line of JSON.
Result<std::vector<std::int32_t>> read_ids(const json::Value& document, std::string_view name);
// One sequence.
model::Batch sequence(std::vector<std::int32_t> ids);

// "line N: " before the message.
Error in_line(std::int64_t line, Error error);

}  // namespace millrace::engine
