#include "rows/annotate.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace millrace::rows {
namespace {

constexpr std::size_t kMostTags = 100, kMostLabels = 100, kMostLength = 64;

json::Value parsed(const std::string& text) {
  auto value = json::parse(text.empty() ? "{}" : text, {.max_bytes = std::size_t{256} << 20});
  return value && value->as_object() != nullptr ? std::move(*value) : json::Value(json::Object{});
}

Result<void> check_words(const std::vector<std::string>& words, const std::string& field,
                         std::size_t most) {
  if (words.size() > most)
    return base::invalid_field(field, fmt::format("must be at most {}", most));
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string at = fmt::format("{}[{}]", field, i);
    const std::size_t length = base::utf8_length(words[i]);
    if (base::trim(words[i]).empty() || length > kMostLength)
      return base::invalid_field(at, fmt::format("must be 1 to {} characters", kMostLength));
    if (!seen.insert(words[i]).second) return base::invalid_field(at, "is there twice");
  }
  return {};
}

Result<void> check_labels(const Template& of, const std::vector<std::string>& names,
                          const std::vector<std::string>& labels) {
  if (of.labels == Labels::kNone && !labels.empty())
    return base::invalid_field("labels", fmt::format("rows of {} have no labels", of.name));
  if (of.labels == Labels::kOne && labels.size() > 1)
    return base::invalid_field("labels", fmt::format("rows of {} have one label", of.name));
  TRY(check_words(labels, "labels", kMostLabels));
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!names.empty() && std::find(names.begin(), names.end(), labels[i]) == names.end())
      return base::invalid_field(
          fmt::format("labels[{}]", i),
          fmt::format("\"{}\" is none of the labels of this data set; add it to label_names first",
                      labels[i]));
  return {};
}

void set_words(json::Object& marks, std::string_view name, const std::vector<std::string>& words) {
  marks.erase(name);
  json::Array list;
  for (const std::string& word : words) list.emplace_back(word);
  if (!list.empty()) marks[name] = std::move(list);
}

// The order and, beside it, who is first: what others read.
void set_order(json::Object& data, std::string_view order, std::string_view first,
               const std::vector<std::int64_t>& numbers) {
  data.erase(order);
  data.erase(first);
  if (numbers.empty()) return;
  json::Array list;
  for (const std::int64_t number : numbers) list.emplace_back(number);
  data[order] = std::move(list);
  data[first] = numbers[0];
}

std::int64_t count_responses(const json::Object& data) {
  std::int64_t count = 0;
  while (data.find(fmt::format("response_{}", count)) != nullptr) ++count;
  return count;
}

// The others of an order, with the numbers that they have from now on.
void leave_order(json::Object& data, std::string_view order, std::string_view first,
                 std::int64_t gone) {
  const auto moved = [gone](std::int64_t n) { return n > gone ? n - 1 : n; };
  std::vector<std::int64_t> rest;
  if (const json::Value* list = data.find(order); list != nullptr && list->as_array() != nullptr)
    for (const json::Value& item : *list->as_array())
      if (item.as_int() != nullptr && *item.as_int() != gone) rest.push_back(moved(*item.as_int()));
  if (!rest.empty()) return set_order(data, order, first, rest);
  const json::Value* best = data.find(first);
  if (best == nullptr || best->as_int() == nullptr) return;
  if (*best->as_int() == gone)
    data.erase(first);
  else
    data[first] = moved(*best->as_int());
}

Result<void> drop_response(json::Object& data, std::int64_t gone) {
  const std::int64_t count = count_responses(data);
  if (gone < 0 || gone >= count)
    return base::invalid_field("remove_response", fmt::format("must be 0 to {}", count - 1));
  if (count <= 2)
    return base::invalid_field("remove_response", "two responses are the least there can be");
  for (std::int64_t i = gone; i < count; ++i)
    for (const char* form : {"response_{}", "is_response_{}_safe"}) {
      const std::string here = fmt::format(fmt::runtime(form), i);
      const json::Value* next = data.find(fmt::format(fmt::runtime(form), i + 1));
      if (next != nullptr && i + 1 < count) {
        json::Value moved = *next;
        data[here] = std::move(moved);
      } else {
        data.erase(here);
      }
    }
  leave_order(data, "relevance_order", "better_response_id", gone);
  leave_order(data, "safety_order", "safer_response_id", gone);
  return {};
}

void merge(json::Object& data, const json::Object& patch) {
  for (const auto& [name, value] : patch) {
    if (value.is_null())
      data.erase(name);
    else
      data[name] = value;
  }
}

std::string category(const Template& of, const json::Value& data, const json::Value& marks) {
  return std::string(of.category(data, marks));
}

bool has_orders(const Template& of) {
  return of.format == text::DatasetFormat::kPreference;
}

}  // namespace

json::Value data_of(const Row& row) {
  return parsed(row.data);
}
json::Value marks_of(const Row& row) {
  return parsed(row.marks);
}

Result<RowEdit> annotate(const Template& of, const std::vector<std::string>& label_names,
                         const Row& row, const Annotation& wish) {
  json::Value data = data_of(row), marks = marks_of(row);
  RowEdit edit{.row = row.number,
               .expected_version = row.version,
               .category_before = category(of, data, marks)};
  json::Object& fields = *data.as_object();
  if (wish.data) merge(fields, *wish.data);
  if ((wish.relevance || wish.safety || wish.remove_response) && !has_orders(of))
    return base::invalid_field("relevance", fmt::format("rows of {} have no order", of.name));
  if (wish.remove_response) TRY(drop_response(fields, *wish.remove_response));
  if (wish.relevance) set_order(fields, "relevance_order", "better_response_id", *wish.relevance);
  if (wish.safety) set_order(fields, "safety_order", "safer_response_id", *wish.safety);
  if (wish.labels) {
    TRY(check_labels(of, label_names, *wish.labels));
    set_words(*marks.as_object(), "labels", *wish.labels);
  }
  if (wish.tags) {
    TRY(check_words(*wish.tags, "tags", kMostTags));
    set_words(*marks.as_object(), "tags", *wish.tags);
  }
  if (const auto wrong = of.check(data))
    return base::invalid_field("data." + wrong->field, wrong->reason);
  edit.data = json::dump(data);
  edit.marks = marks.as_object()->empty() ? "" : json::dump(marks);
  edit.category_after = category(of, data, marks);
  return edit;
}

RowEdit remove_row(const Template& of, const Row& row) {
  return {.row = row.number,
          .expected_version = row.version,
          .state = EditRecord::State::kRemoved,
          .category_before = category(of, data_of(row), marks_of(row))};
}

}  // namespace millrace::rows
