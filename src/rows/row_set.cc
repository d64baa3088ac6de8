#include "rows/row_set.h"

#include <fmt/core.h>

#include <algorithm>

namespace millrace::rows {
namespace {

using State = EditRecord::State;

Row row_of(EditRecord record) {
  return {.number = record.row,
          .version = record.version,
          .data = std::move(record.data),
          .marks = std::move(record.marks),
          .author = std::move(record.author),
          .author_name = std::move(record.author_name),
          .at_ms = record.at_ms};
}

Error no_row(std::int64_t number) {
  return fail(ErrorCode::kNotFound, fmt::format("there is no row {}", number));
}

}  // namespace

Result<std::shared_ptr<RowSet>> RowSet::open(io::FileSystem& files, const Parts& parts) {
  auto set = std::shared_ptr<RowSet>(new RowSet());
  for (const std::string& path : parts.segments) TRY(set->extend(files, path));
  const base::MutexLock lock(set->mutex_);
  const auto each = [&set](std::int64_t at, const EditRecord& record)
                        NO_THREAD_SAFETY_ANALYSIS { set->note(at, record); };
  TRY_ASSIGN(set->log_, EditLog::open(files, parts.edits, parts.edits_end, each));
  return set;
}

Result<void> RowSet::extend(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(auto segment, Segment::open(files, path));
  const base::MutexLock lock(mutex_);
  auto more = std::make_shared<Segments>(*segments_);
  more->first_rows.push_back(more->rows() + segment->rows());
  if (const json::Value* counts = segment->summary().find("counts");
      counts != nullptr && counts->as_object() != nullptr)
    for (const auto& [category, count] : *counts->as_object())
      if (count.as_int() != nullptr) counts_[category] += *count.as_int();
  more->all.push_back(std::move(segment));
  segments_ = std::move(more);
  return {};
}

std::shared_ptr<const RowSet::Segments> RowSet::segments() const {
  const base::MutexLock lock(mutex_);
  return segments_;
}

std::int64_t RowSet::last_row() const {
  return segments()->rows();
}

void RowSet::note(std::int64_t at, const EditRecord& record) {
  newest_[{record.track, record.row}] = {at, record.version, record.state};
  if (!record.track.empty()) return;
  if (!record.category_before.empty()) --counts_[record.category_before];
  if (!record.category_after.empty()) ++counts_[record.category_after];
}

std::int64_t RowSet::edits_end() const {
  const base::MutexLock lock(mutex_);
  return log_->size();
}

std::uint64_t RowSet::stored_bytes() const {
  std::uint64_t bytes = static_cast<std::uint64_t>(edits_end());
  for (const auto& segment : segments()->all) bytes += segment->stored_bytes();
  return bytes;
}

std::map<std::string, std::int64_t> RowSet::counts() const {
  const base::MutexLock lock(mutex_);
  return counts_;
}

std::optional<RowSet::Newest> RowSet::newest(const Key& key) const {
  const base::MutexLock lock(mutex_);
  const auto found = newest_.find(key);
  return found == newest_.end() ? std::nullopt : std::optional(found->second);
}

Result<Row> RowSet::edited(const Newest& newest) const {
  const base::MutexLock lock(mutex_);
  TRY_ASSIGN(EditRecord record, log_->read(newest.at));
  return row_of(std::move(record));
}

Result<Row> RowSet::imported(std::int64_t number) const {
  const auto segments = this->segments();
  const auto& first_rows = segments->first_rows;
  if (number < 1 || number > segments->rows()) return no_row(number);
  const auto behind = std::upper_bound(first_rows.begin(), first_rows.end(), number - 1);
  const auto s = static_cast<std::size_t>(behind - first_rows.begin()) - 1;
  Row row{.number = number};
  TRY(segments->all[s]->read(number - 1 - first_rows[s],
                             [&](std::int64_t, const StoredRow& stored) -> Result<Flow> {
                               row.data = stored.data;
                               row.marks = stored.marks;
                               return Flow::kStop;
                             }));
  return row;
}

Result<Row> RowSet::read(std::int64_t number, const std::string& track) const {
  const auto own = newest({"", number});
  if (own && own->state == State::kRemoved) return no_row(number);
  if (const auto newest_of_track = track.empty() ? own : newest({track, number}))
    return edited(*newest_of_track);
  return imported(number);
}

Result<void> RowSet::scan(std::int64_t first, const Each& each, const std::string& track) const {
  const auto segments = this->segments();
  const auto& first_rows = segments->first_rows;
  for (std::size_t s = 0; s < segments->all.size(); ++s) {
    if (first > first_rows[s + 1]) continue;
    bool stopped = false;
    const auto visit = [&](std::int64_t index, const StoredRow& stored) -> Result<Flow> {
      Row row{.number = first_rows[s] + index + 1};
      const auto own = newest({"", row.number});
      if (own && own->state == State::kRemoved) return Flow::kGoOn;
      if (const auto changed = track.empty() ? own : newest({track, row.number})) {
        TRY_ASSIGN(row, edited(*changed));
      } else {
        row.data = stored.data;
        row.marks = stored.marks;
      }
      TRY_ASSIGN(const Flow flow, each(row));
      stopped = flow == Flow::kStop;
      return flow;
    };
    TRY(segments->all[s]->read(std::max<std::int64_t>(first - 1 - first_rows[s], 0), visit));
    if (stopped) return {};
  }
  return {};
}

Result<std::vector<Row>> RowSet::edit(const std::vector<RowEdit>& edits, const Author& author,
                                      const std::string& track) {
  std::vector<EditRecord> records;
  const base::MutexLock lock(mutex_);
  for (const RowEdit& edit : edits) {
    if (edit.row < 1 || edit.row > segments_->rows()) return no_row(edit.row);
    const auto own = newest_.find({"", edit.row});
    if (own != newest_.end() && own->second.state == State::kRemoved) return no_row(edit.row);
    const auto last = newest_.find({track, edit.row});
    const std::int64_t version = last == newest_.end() ? 1 : last->second.version;
    if (edit.expected_version != version)
      return fail(ErrorCode::kConflict,
                  fmt::format("row {} has version {} now, not {}: somebody else has changed it; "
                              "read it again",
                              edit.row, version, edit.expected_version));
    records.push_back({.row = edit.row,
                       .version = version + 1,
                       .track = track,
                       .author = author.id,
                       .author_name = author.name,
                       .at_ms = author.at_ms,
                       .state = edit.state,
                       .data = edit.data,
                       .marks = edit.marks,
                       .category_before = edit.category_before,
                       .category_after = edit.category_after,
                       .previous = last == newest_.end() ? -1 : last->second.at});
  }
  TRY_ASSIGN(const auto offsets, log_->append(records));
  std::vector<Row> rows;
  for (std::size_t i = 0; i < records.size(); ++i) {
    note(offsets[i], records[i]);
    rows.push_back(row_of(std::move(records[i])));
  }
  return rows;
}

Result<std::vector<Row>> RowSet::history(std::int64_t number) const {
  std::vector<Row> rows;
  if (const auto last = newest({"", number})) {
    const base::MutexLock lock(mutex_);
    for (std::int64_t at = last->at; at >= 0;) {
      TRY_ASSIGN(EditRecord record, log_->read(at));
      at = record.previous;
      rows.push_back(row_of(std::move(record)));
    }
  }
  TRY_ASSIGN(Row first, imported(number));
  rows.push_back(std::move(first));
  return rows;
}

std::vector<std::int64_t> RowSet::rows_of_track(const std::string& track) const {
  const base::MutexLock lock(mutex_);
  std::vector<std::int64_t> rows;
  for (auto it = newest_.lower_bound({track, 0}); it != newest_.end() && it->first.first == track;
       ++it)
    rows.push_back(it->first.second);
  return rows;
}

}  // namespace millrace::rows
