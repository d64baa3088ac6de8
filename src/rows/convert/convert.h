// Rows of one written form as rows of another, without loss: what the other form has no field for
// is kept in fields of its own, and there and back again gives the row that was. A row that the
// other form cannot hold at all is refused in words. Pure functions.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "rows/templates/template.h"

namespace millrace::rows {

enum class Schema {
  kAlpaca,          // instruction, input, output, system, history
  kMessages,        // OpenAI's
  kShareGpt,        // conversations of human and gpt
  kQuestionAnswer,  // Q, A
  kQwenVl,          // conversations of user and assistant, with <img>…</img>
  kRanking,         // prompt, response_0 …, better_response_id …: PKU-SafeRLHF's fields
  kPku,             // the same with exactly two responses and no orders
  kChosenRejected,  // prompt, chosen, rejected
  kImageText,       // image, text
  kVqa,             // image, qa
  kImageLabels,     // image
};
std::string_view schema_name(Schema schema);
std::optional<Schema> parse_schema(std::string_view name);

Schema schema_of(const Template& of);  // what rows of a template are written as
// Those that rows of the template can be written as, its own first.
std::span<const Schema> schemas_of(const Template& of);

// kInvalid in words for rows that do not fit.
Result<json::Value> convert_row(const json::Value& row, Schema from, Schema to);

}  // namespace millrace::rows
