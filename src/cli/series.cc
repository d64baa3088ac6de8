#include "cli/series.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/output.h"

namespace millrace::cli {
namespace {

std::string number_text(const json::Value* v) {
  if (v == nullptr || v->is_null()) return {};
  if (const auto* i = v->as_int()) return fmt::format("{}", *i);
  if (const auto* d = v->as_double()) return fmt::format("{:.6g}", *d);
  return json::dump(*v);
}

const json::Value* last_value(const json::Array& points) {
  for (auto p = points.rbegin(); p != points.rend(); ++p)
    if (const json::Array* pair = p->as_array();
        pair && pair->size() >= 2 && !pair->back().is_null())
      return &pair->back();
  return nullptr;
}

std::ptrdiff_t measured(const json::Array& points) {
  return std::count_if(points.begin(), points.end(), [](const json::Value& point) {
    const json::Array* pair = point.as_array();
    return pair && pair->size() >= 2 && !pair->back().is_null();
  });
}

std::string labels_text(const json::Value* labels) {
  std::string text;
  if (labels && labels->as_object())
    for (const auto& [name, value] : *labels->as_object())
      text += fmt::format("{}{}={}", text.empty() ? "" : ",", name,
                          value.as_string() ? *value.as_string() : json::dump(value));
  return text;
}

}  // namespace

SeriesTable series_table(const json::Value& answer) {
  SeriesTable out{
      TextTable({"NAME", "STAT", "OF", "POINTS", "LAST", "MIN", "MEAN", "MEDIAN", "P75", "MAX"})};
  const json::Value* series = answer.find("series");
  if (series == nullptr || series->as_array() == nullptr) return out;
  for (const json::Value& s : *series->as_array()) {
    const json::Value* points = s.find("points");
    static const json::Array kNone;
    const json::Array& all = points && points->as_array() ? *points->as_array() : kNone;
    if (last_value(all) == nullptr) {
      ++out.left_out;
      continue;
    }
    static const json::Value kEmpty;
    const json::Value& summary = s.find("summary") ? *s.find("summary") : kEmpty;
    out.table.add({s.string_or("name", s.string_or("tag", "")), s.string_or("stat", ""),
                   labels_text(s.find("labels")), fmt::format("{}", measured(all)),
                   number_text(last_value(all)), number_text(summary.find("min")),
                   number_text(summary.find("mean")), number_text(summary.find("median")),
                   number_text(summary.find("p75")), number_text(summary.find("max"))});
  }
  return out;
}

void show_series(Context& context, const json::Value& answer) {
  const SeriesTable shown = series_table(answer);
  if (!shown.table.empty()) context.console.write_out(shown.table.text());
  if (shown.left_out > 0)
    say(context, fmt::format("{} more without values: -o json shows why", shown.left_out));
  else if (shown.table.empty())
    say(context, "nothing yet");
}

}  // namespace millrace::cli
