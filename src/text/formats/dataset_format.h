// What the fields of a row mean: Alpaca, OpenAI messages, ShareGPT, questions and answers,
// preference pairs, plain text, classification. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "json/value.h"
#include "text/formats/example.h"

namespace millrace::text {

enum class DatasetFormat : std::uint8_t {
  kAlpaca,
  kMessages,
  kShareGpt,
  kQuestionAnswer,
  kPreference,
  kText,
  kClassification,
};
std::string_view dataset_format_name(DatasetFormat format);
std::optional<DatasetFormat> parse_dataset_format(std::string_view name);

struct Detection {
  DatasetFormat format;
  std::string reason;  // "the rows have "instruction" and "output""
};
// From one row; the error says which fields there are and which each format wants.
Result<Detection> detect_format(const json::Value& row);

// One row in that format, or what is wrong with which of its fields.
std::variant<Example, RowError> read_example(const json::Value& row, std::int64_t number,
                                             DatasetFormat format);

}  // namespace millrace::text
