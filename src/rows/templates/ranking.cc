// Two to four responses to a prompt, in an order of relevance and one of safety. Who has made
// neither, one or both of the orders decides the category, as the manual has it.
#include <fmt/core.h>

#include <algorithm>

#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

using Form = RowField::Form;
using Need = RowField::Need;

constexpr std::int64_t kMostResponses = 4;

constexpr RowField kFields[] = {
    {.name = "prompt", .doc = "What the user said.", .need = Need::kRequired},
    {.name = "response_0", .doc = "First response.", .need = Need::kRequired},
    {.name = "response_1", .doc = "Second response.", .need = Need::kRequired},
    {.name = "response_2", .doc = "Third response."},
    {.name = "response_3", .doc = "Fourth response."},
    {.name = "is_response_0_safe", .doc = "Is the first safe?", .form = Form::kFlag},
    {.name = "is_response_1_safe", .doc = "Is the second safe?", .form = Form::kFlag},
    {.name = "is_response_2_safe", .doc = "Is the third safe?", .form = Form::kFlag},
    {.name = "is_response_3_safe", .doc = "Is the fourth safe?", .form = Form::kFlag},
    {.name = "better_response_id", .doc = "Number of the best.", .form = Form::kNumber},
    {.name = "safer_response_id", .doc = "Number of the safest.", .form = Form::kNumber},
    {.name = "relevance_order", .doc = "Numbers of all, best first.", .form = Form::kList},
    {.name = "safety_order", .doc = "Numbers of all, safest first.", .form = Form::kList}};

constexpr std::string_view kCategories[] = {kLabelled, kUnlabelled, kNoRelevance, kNoSafety};

std::int64_t check_responses(text::RowFields& fields) {
  std::int64_t count = 0;
  while (count < kMostResponses && fields.find({fmt::format("response_{}", count)}) != nullptr)
    fields.required_text({fmt::format("response_{}", count++)});
  if (count < 2) fields.wrong(fmt::format("response_{}", count), "is missing: two to four belong");
  for (std::int64_t i = count; i <= kMostResponses; ++i)
    if (fields.find({fmt::format("response_{}", i)}) != nullptr)
      fields.wrong(fmt::format("response_{}", i),
                   i == kMostResponses ? "is the fifth: two to four belong"
                                       : fmt::format("comes without response_{}", count));
  return count;
}

void check_number(text::RowFields& fields, std::string_view name, std::int64_t responses) {
  const json::Value* value = fields.find({name});
  if (value == nullptr || value->is_null()) return;
  const std::int64_t* number = value->as_int();
  if (number == nullptr || *number < 0 || *number >= responses)
    fields.wrong(name, fmt::format("must be a number from 0 to {}", responses - 1));
}

// All numbers, each once; and the first is who is called the best.
void check_order(text::RowFields& fields, std::string_view name, std::string_view first,
                 std::int64_t responses) {
  const json::Value* value = fields.find({name});
  if (value == nullptr || value->is_null()) return;
  std::vector<std::int64_t> seen;
  if (const json::Array* items = value->as_array())
    for (const json::Value& item : *items)
      if (const std::int64_t* number = item.as_int()) seen.push_back(*number);
  std::vector<std::int64_t> sorted = seen, wanted;
  std::sort(sorted.begin(), sorted.end());
  for (std::int64_t i = 0; i < responses; ++i) wanted.push_back(i);
  if (value->as_array() == nullptr || value->as_array()->size() != seen.size() || sorted != wanted)
    return fields.wrong(name,
                        fmt::format("must have each number from 0 to {} once", responses - 1));
  const json::Value* best = fields.find({first});
  if (best != nullptr && best->as_int() != nullptr && *best->as_int() != seen[0])
    fields.wrong(first, fmt::format("is not the first of {}", name));
}

std::optional<text::RowError> check(const json::Value& row) {
  text::RowFields fields(*row.as_object());
  fields.required_text({"prompt"});
  const std::int64_t responses = check_responses(fields);
  if (fields.is_wrong()) return fields.error();
  for (std::int64_t i = 0; i < responses; ++i)
    check_optional_flag(fields, fmt::format("is_response_{}_safe", i));
  check_number(fields, "better_response_id", responses);
  check_number(fields, "safer_response_id", responses);
  check_order(fields, "relevance_order", "better_response_id", responses);
  check_order(fields, "safety_order", "safer_response_id", responses);
  return fields.error();
}

bool has_any(const json::Value& row, std::string_view first, std::string_view second) {
  for (const std::string_view name : {first, second})
    if (const json::Value* value = row.find(name); value != nullptr && !value->is_null())
      return true;
  return false;
}

std::string_view category(const json::Value& data, const json::Value&) {
  const bool relevance = has_any(data, "better_response_id", "relevance_order");
  const bool safety = has_any(data, "safer_response_id", "safety_order");
  if (relevance && safety) return kLabelled;
  if (relevance) return kNoSafety;
  return safety ? kNoRelevance : kUnlabelled;
}

}  // namespace

const Template& ranking_template() {
  static constexpr Template kTemplate{
      .name = "ranking",
      .data_type = "text",
      .annotation = "preference",
      .doc = "Two to four responses to a prompt, ordered by relevance and by safety.",
      .fields = kFields,
      .labels = Labels::kNone,
      .format = text::DatasetFormat::kPreference,
      .categories = kCategories,
      .check = check,
      .category = category};
  return kTemplate;
}

}  // namespace millrace::rows
