// Responses in an order: several of them, PKU-SafeRLHF's two, or one chosen and one rejected.
#include <fmt/core.h>

#include "rows/convert/forms.h"

namespace millrace::rows {
namespace {

std::int64_t count_responses(const json::Object& row) {
  std::int64_t count = 0;
  while (row.find(fmt::format("response_{}", count)) != nullptr) ++count;
  return count;
}

// The order of two that follows from the first.
json::Value order_of_two(std::int64_t first) {
  return json::Array{first, 1 - first};
}

Result<void> drop_order(json::Object& row, std::string_view order, std::string_view first) {
  const json::Value* numbers = row.find(order);
  if (numbers == nullptr) return {};
  const json::Value* best = row.find(first);
  if (best == nullptr || best->as_int() == nullptr || *numbers != order_of_two(*best->as_int()))
    return unfit(std::string(order), fmt::format("does not follow from {}", first));
  row.erase(order);
  return {};
}

std::optional<std::int64_t> number(const json::Object& row, std::string_view name) {
  const json::Value* value = row.find(name);
  return value == nullptr || value->as_int() == nullptr ? std::nullopt
                                                        : std::optional(*value->as_int());
}

}  // namespace

// Its fields are ours. Where orders were, they were made by people here.
Result<json::Object> pku_to_ranking(json::Object row) {
  if (count_responses(row) != 2) return unfit("response_1", "two responses are what this form has");
  const json::Value made = take(row, "orders");
  if (made.as_array() == nullptr) return row;
  for (const auto& [order, first] : {std::pair{"relevance_order", "better_response_id"},
                                     std::pair{"safety_order", "safer_response_id"}})
    for (const json::Value& name : *made.as_array())
      if (const auto best = number(row, first);
          best && name.as_string() != nullptr && *name.as_string() == order)
        row[order] = order_of_two(*best);
  return row;
}

Result<json::Object> ranking_to_pku(json::Object row) {
  if (count_responses(row) != 2) return unfit("response_2", "two responses are what this form has");
  TRY(keep_free(row, {"orders"}));
  json::Array made;
  for (const char* order : {"relevance_order", "safety_order"})
    if (row.find(order) != nullptr) made.emplace_back(order);
  TRY(drop_order(row, "relevance_order", "better_response_id"));
  TRY(drop_order(row, "safety_order", "safer_response_id"));
  if (!made.empty()) row["orders"] = std::move(made);
  return row;
}

Result<json::Object> chosen_to_ranking(json::Object row) {
  TRY(keep_free(row, {"better_response_id"}));
  const auto best = number(row, "chosen_id"), worst = number(row, "rejected_id");
  const std::int64_t chosen = best.value_or(0), rejected = worst.value_or(best == 1 ? 0 : 1);
  row.erase("chosen_id");
  row.erase("rejected_id");
  if (chosen == rejected || chosen < 0 || rejected < 0 || chosen > 3 || rejected > 3)
    return unfit("chosen_id", "and rejected_id must be two numbers from 0 to 3");
  const std::string a = fmt::format("response_{}", chosen),
                    b = fmt::format("response_{}", rejected);
  TRY(keep_free(row, {a, b}));
  TRY_ASSIGN(std::string better, take_text(row, "chosen"));
  TRY_ASSIGN(std::string worse, take_text(row, "rejected"));
  row[a] = std::move(better);
  row[b] = std::move(worse);
  row["better_response_id"] = chosen;
  return row;
}

// Against the last of the order, or else against the first of the others.
Result<json::Object> ranking_to_chosen(json::Object row) {
  const std::int64_t count = count_responses(row);
  const auto best = number(row, "better_response_id");
  if (!best || *best < 0 || *best >= count)
    return unfit("better_response_id", "is missing: nobody has said which is the better one");
  TRY(keep_free(row, {"chosen", "rejected", "chosen_id", "rejected_id"}));
  std::int64_t worst = *best == 0 ? 1 : 0;
  if (const json::Value* order = row.find("relevance_order");
      order != nullptr && order->as_array() != nullptr && !order->as_array()->empty() &&
      order->as_array()->back().as_int() != nullptr)
    worst = *order->as_array()->back().as_int();
  if (worst == *best || worst < 0 || worst >= count)
    return unfit("relevance_order", "does not fit better_response_id");
  TRY_ASSIGN(std::string chosen, take_text(row, fmt::format("response_{}", *best)));
  TRY_ASSIGN(std::string rejected, take_text(row, fmt::format("response_{}", worst)));
  row.erase("better_response_id");
  row["chosen"] = std::move(chosen);
  row["rejected"] = std::move(rejected);
  row["chosen_id"] = *best;
  row["rejected_id"] = worst;
  return row;
}

}  // namespace millrace::rows
