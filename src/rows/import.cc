#include "rows/import.h"

#include <fmt/core.h>

namespace millrace::rows {
namespace {

constexpr std::size_t kLinesAtOnce = std::size_t{64} << 10;

bool is_list_of_texts(const json::Value* value) {
  if (value == nullptr || value->as_array() == nullptr) return false;
  for (const json::Value& item : *value->as_array())
    if (item.as_string() == nullptr) return false;
  return true;
}

bool is_one_line(std::string_view text) {
  return !text.empty() && text.find('\n') == std::string_view::npos &&
         text.find('\r') == std::string_view::npos;
}

}  // namespace

json::Value to_json(const Rejected& rejected) {
  json::Object out{{"row", rejected.row}, {"field", rejected.field}, {"reason", rejected.reason}};
  if (!rejected.file.empty()) out["file"] = rejected.file;
  return out;
}

json::Object take_marks(const Template& of, json::Object& row) {
  json::Object marks;
  for (const std::string_view name : {"labels", "tags"}) {
    if (name == "labels" && of.labels == Labels::kNone) continue;
    if (!is_list_of_texts(row.find(name))) continue;
    if (!row.find(name)->as_array()->empty()) marks[name] = std::move(*row.find(name));
    row.erase(name);
  }
  return marks;
}

Result<RowImport> RowImport::begin(io::FileSystem& files, const Template& of,
                                   const Options& options) {
  TRY_ASSIGN(SegmentWriter writer, SegmentWriter::create(files, options.segment, options.helper));
  TRY_ASSIGN(auto left_out, files.open(options.rejected, io::FileSystem::Open::kCreate));
  TRY(left_out->truncate(0));
  return RowImport(of, std::move(writer), std::move(left_out), options.written_as);
}

Result<void> RowImport::add(text::RowReader& reader, const std::string& name) {
  for (;;) {
    TRY_ASSIGN(const auto next, reader.next());
    if (!next) return {};
    if (const auto* wrong = std::get_if<text::RowError>(&*next))
      TRY(reject({name, wrong->row, wrong->field, wrong->reason}));
    else
      TRY(add_row(std::get<text::Row>(*next), name));
  }
}

Result<void> RowImport::add_row(const text::Row& row, const std::string& name, json::Object marks) {
  const json::Object* object = row.value.as_object();
  if (object == nullptr)
    return reject(
        {name, row.number, "", fmt::format("must be an object, not {}", row.value.kind())});
  const bool marked = object->find("labels") != nullptr || object->find("tags") != nullptr;
  if (!marked && !written_as_) return look_and_store(row, name, std::move(marks));
  json::Object fields = *object;
  for (auto& [key, value] : take_marks(*of_, fields)) marks[key] = std::move(value);
  json::Value value(std::move(fields));
  if (written_as_) {
    auto converted = convert_row(value, *written_as_, schema_of(*of_));
    if (!converted) {
      const auto& violations = converted.error().violations;
      return violations.empty()
                 ? reject({name, row.number, "", converted.error().message})
                 : reject({name, row.number, violations[0].field, violations[0].reason});
    }
    value = std::move(*converted);
  }
  const text::Row bare{row.number, std::move(value), {}};
  return look_and_store(bare, name, std::move(marks));
}

Result<void> RowImport::look_and_store(const text::Row& row, const std::string& name,
                                       json::Object marks) {
  if (const auto wrong = of_->check(row.value))
    return reject({name, row.number, wrong->field, wrong->reason});
  if (!look_) return store(row, marks);
  TRY_ASSIGN(auto seen, look_(row.value));
  if (const auto* wrong = std::get_if<text::RowError>(&seen))
    return reject({name, row.number, wrong->field, wrong->reason});
  for (auto& [key, value] : std::get<json::Object>(seen)) marks[key] = std::move(value);
  return store(row, marks);
}

Result<void> RowImport::store(const text::Row& row, const json::Object& marks) {
  const json::Value marked = marks.empty() ? json::Value() : json::Value(marks);
  const std::string text = marks.empty() ? std::string() : json::dump(marked);
  if (is_one_line(row.source))
    TRY(writer_.add(row.source, text));
  else
    TRY(writer_.add(json::dump(row.value), text));
  ++counts_[std::string(of_->category(row.value, marked))];
  return {};
}

Result<void> RowImport::reject(Rejected rejected) {
  ++rejected_total_;
  lines_ += json::dump(to_json(rejected)) + "\n";
  if (shown_.size() < kMostShown) shown_.push_back(std::move(rejected));
  if (lines_.size() < kLinesAtOnce) return {};
  TRY(left_out_->append(lines_));
  lines_.clear();
  return {};
}

Result<void> RowImport::finish() {
  TRY(left_out_->append(lines_));
  lines_.clear();
  TRY(left_out_->sync());
  json::Object counts;
  for (const auto& [category, count] : counts_) counts[category] = count;
  return writer_.seal(json::Object{{"template", of_->name}, {"counts", std::move(counts)}});
}

}  // namespace millrace::rows
