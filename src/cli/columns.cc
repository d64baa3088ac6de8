#include "cli/columns.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/ids.h"
#include "base/strings.h"

namespace millrace::cli {
namespace {

constexpr std::size_t kMostColumns = 11;
constexpr std::size_t kLongestText = 40;

enum class Worth { kNever, kLater, kFirst };

// How much a field deserves a column, by its description alone.
Worth worth(const describe::Field& f) {
  if (!describe::in_view(f, describe::View::kPublic)) return Worth::kNever;
  for (const std::string_view left_out :
       {"description", "state", "state_reason", "state_message", "command", "requirements"})
    if (f.name == left_out) return Worth::kNever;
  const json::Value schema(f.ops->schema(f.limits));
  const json::Value* type = schema.find("type");
  if (type && (*type == json::Value("array") || *type == json::Value("object"))) {
    const json::Value* items = schema.find("items");
    return items && items->find("enum") ? Worth::kFirst : Worth::kNever;
  }
  const bool time_of_run = f.name == "started_at" || f.name.ends_with("_ms");
  return f.index != Index::kNone || time_of_run || schema.find("enum") ? Worth::kFirst
                                                                       : Worth::kLater;
}

// Worth a column in this list: some value is there, and none is an id or long.
bool shows_something(std::string_view name, std::span<const json::Value> objects) {
  bool any = false;
  for (const json::Value& o : objects) {
    const json::Value* v = o.find(name);
    if (v == nullptr || v->is_null() || v->as_object()) continue;
    if (const std::string* s = v->as_string()) {
      if (base::is_id(*s) || s->size() > kLongestText) return false;
      any = any || !s->empty();
    } else {
      any = any || !(v->as_array() && v->as_array()->empty());
    }
  }
  return any;
}

// "lineage.base_model_name" of an object.
const json::Value* find_part(const json::Value& object, std::string_view path) {
  const json::Value* at = &object;
  for (const auto part : base::split(path, '.')) {
    at = at->find(part);
    if (at == nullptr) return nullptr;
  }
  return at;
}

// The milliseconds of something that has begun and not ended.
std::optional<std::int64_t> lasted_so_far(const json::Value& object, base::Time now) {
  const json::Value* ended = object.find("ended_at");
  if (ended == nullptr || !ended->is_null()) return std::nullopt;
  const auto started = base::parse_rfc3339(object.string_or("started_at", ""));
  if (!started) return std::nullopt;
  return std::max<std::int64_t>(0, (now - *started).count());
}

// What a list says of an object under a column.
std::string cell_of(const json::Value& object, std::string_view column, base::Time now) {
  if (column == "duration_ms")
    if (const auto lasted = lasted_so_far(object, now)) return human_duration(*lasted);
  const json::Value* ended = object.find("ended_at");
  const bool over = ended != nullptr && !ended->is_null();
  if (over && column.ends_with("eta_s")) return {};  // what was left then is left for good
  return cell(column, find_part(object, column));
}

// Those that the kind wants, less what none of the objects has.
std::vector<std::string> choose_listed(const resource::Kind& kind,
                                       std::span<const json::Value> objects, base::Time now) {
  std::vector<std::string> columns{std::string(kind.name_field)};
  for (const std::string_view name : kind.list_columns)
    if (std::any_of(objects.begin(), objects.end(), [&](const json::Value& o) {
          const std::string text = cell_of(o, name, now);
          return !text.empty() && text != "[]" && text != "{}";
        }))
      columns.emplace_back(name);
  return columns;
}

std::vector<std::string> choose(const resource::Kind& kind, std::span<const json::Value> objects,
                                base::Time now) {
  if (!kind.list_columns.empty()) return choose_listed(kind, objects, now);
  std::vector<std::string> columns{std::string(kind.name_field)};
  for (const std::string_view name : {"state", "state_reason"})
    if (kind.table->find(name) && shows_something(name, objects)) columns.emplace_back(name);
  for (const Worth w : {Worth::kFirst, Worth::kLater})
    for (const describe::Field& f : kind.table->fields)
      if (columns.size() + 1 < kMostColumns && worth(f) == w && shows_something(f.name, objects))
        columns.emplace_back(f.name);
  columns.emplace_back("created_at");
  return columns;
}

// Of a list that is no kind: what its first object has.
std::vector<std::string> choose_plain(std::span<const json::Value> objects) {
  std::vector<std::string> columns;
  if (objects.empty() || objects[0].as_object() == nullptr) return columns;
  for (const auto& [name, value] : *objects[0].as_object())
    if (columns.size() < kMostColumns && shows_something(name, objects)) columns.push_back(name);
  return columns;
}

bool looks_like_time(std::string_view s) {
  return s.size() >= 20 && s[4] == '-' && s[10] == 'T' && s.back() == 'Z';
}

std::string heading(std::string_view field) {
  field.remove_prefix(field.rfind('.') + 1);  // npos + 1 is 0
  std::string text(field);
  for (const std::string_view unit : {"_bytes", "_ms", "_millis", "_s"})
    if (field.ends_with(unit)) text.resize(text.size() - unit.size());
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// "421/7800 (5%)".
std::string progress_cell(const json::Value& progress) {
  const std::int64_t step = progress.int_or("step", -1), total = progress.int_or("total_steps", 0);
  if (step < 0) return {};
  return total > 0 ? fmt::format("{}/{} ({}%)", step, total, 100 * step / total)
                   : fmt::format("{}", step);
}

}  // namespace

std::string human_bytes(std::int64_t bytes) {
  if (bytes > -1024 && bytes < 1024) return fmt::format("{} B", bytes);
  double v = static_cast<double>(bytes);
  std::size_t unit = 0;
  constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  while ((v >= 1024 || v <= -1024) && unit + 1 < std::size(kUnits)) v /= 1024, ++unit;
  return v == static_cast<double>(static_cast<std::int64_t>(v))
             ? fmt::format("{:.0f} {}", v, kUnits[unit])
             : fmt::format("{:.1f} {}", v, kUnits[unit]);
}

std::string human_duration(std::int64_t ms) {
  if (ms < 10'000) return fmt::format("{:.1f}s", static_cast<double>(ms) / 1000);
  const std::int64_t s = ms / 1000;
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  if (s < 86'400) return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
  return fmt::format("{}d{:02}h", s / 86'400, s / 3600 % 24);
}

std::string cell(std::string_view field, const json::Value* value) {
  if (value == nullptr || value->is_null()) return {};
  if (field == "progress" && value->as_object()) return progress_cell(*value);
  if (field.ends_with("_s") && (value->as_int() || value->as_double())) {
    const double seconds =
        value->as_int() ? static_cast<double>(*value->as_int()) : *value->as_double();
    return seconds <= 0 ? std::string() : human_duration(static_cast<std::int64_t>(seconds * 1000));
  }
  if (const std::int64_t* i = value->as_int()) {
    if (field.ends_with("_bytes")) return human_bytes(*i);
    if (field.ends_with("_ms")) return *i == 0 ? std::string() : human_duration(*i);
    if (field.ends_with("_millis")) return fmt::format("{}", static_cast<double>(*i) / 1000);
    return fmt::format("{}", *i);
  }
  if (const std::string* s = value->as_string()) {
    if (!looks_like_time(*s)) return *s;
    if (s->starts_with("1970-01-01T00:00:00")) return {};
    return s->substr(0, 10) + " " + s->substr(11, 8);
  }
  if (const json::Array* items = value->as_array()) {
    std::string all;
    for (const json::Value& item : *items)
      all += (all.empty() ? "" : ",") + (item.as_object() ? json::dump(item) : cell("", &item));
    return all;
  }
  return json::dump(*value);
}

TextTable object_table(const resource::Kind* kind, std::span<const json::Value> objects,
                       const std::vector<std::string>& wanted, base::Time now) {
  std::vector<std::string> columns = wanted;
  if (columns.empty()) columns = kind ? choose(*kind, objects, now) : choose_plain(objects);
  std::vector<std::string> header;
  for (const std::string& c : columns) header.push_back(heading(c));
  TextTable table(std::move(header));
  for (const json::Value& o : objects) {
    std::vector<std::string> row;
    for (const std::string& c : columns) row.push_back(cell_of(o, c, now));
    table.add(std::move(row));
  }
  return table;
}

}  // namespace millrace::cli
