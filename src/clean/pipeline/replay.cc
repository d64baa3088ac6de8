#include "clean/pipeline/replay.h"

#include <fmt/core.h>

#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

Error not_of_this_input(std::uint64_t row) {
  return fail(ErrorCode::kInvalid,
              fmt::format("the provenance of row {} is not of this input: clean it anew", row));
}

// Bytes before the character `count` of `text` from the byte `from` on; npos beyond the end.
std::size_t byte_of(std::string_view text, std::size_t from, std::int64_t count) {
  for (; count > 0; --count) {
    if (from >= text.size()) return std::string_view::npos;
    from += text::decode_valid(text.data() + from).size;
  }
  return from;
}

}  // namespace

ReplayReader::ReplayReader(std::unique_ptr<io::File> file, RecordRange range, std::size_t steps)
    : file_(std::move(file)),
      range_(range),
      steps_(steps),
      lines_(*file_, range.begin, range.end, SIZE_MAX) {}

Result<void> ReplayReader::read_next() {
  next_.reset();
  TRY_ASSIGN(const std::optional<Line> line, lines_.next());
  if (!line) return {};
  TRY_ASSIGN(json::Value value, json::parse(line->bytes, {.max_bytes = SIZE_MAX}));
  const std::int64_t row = value.int_or("row", -1), step = value.int_or("step", -1);
  const std::size_t comma = line->bytes.find(',');
  if (row < 0 || step < 0 || comma == std::string_view::npos)
    return fail(ErrorCode::kInvalid, "the provenance has a line without row and step");
  next_ = Record{.row = static_cast<std::uint64_t>(row),
                 .step = static_cast<std::size_t>(step),
                 .value = std::move(value),
                 .members = std::string(line->bytes.substr(comma + 1))};
  return {};
}

Result<void> ReplayReader::apply(BatchRow& row) {
  if (!started_) TRY(read_next());
  started_ = true;
  const std::uint64_t number = range_.first_row + row.line;
  while (next_ && next_->row < number) TRY(read_next());
  while (next_ && next_->row == number) {
    if (next_->step >= steps_ || row.state != BatchRow::State::kKept) {
      TRY(read_next());
      continue;
    }
    row.records += fmt::format("{}\t{}\n", row.line, next_->members);
    const std::string action = next_->value.string_or("action", "");
    if (action == "changed") {
      // All edits of one step and field are of the same text.
      std::vector<Record> edits;
      const std::string field = next_->value.string_or("field", "");
      const std::size_t step = next_->step;
      edits.push_back(std::move(*next_));
      TRY(read_next());
      while (next_ && next_->row == number && next_->step == step &&
             next_->value.string_or("field", "") == field &&
             next_->value.string_or("action", "") == "changed") {
        row.records += fmt::format("{}\t{}\n", row.line, next_->members);
        edits.push_back(std::move(*next_));
        TRY(read_next());
      }
      TRY(change(row, edits));
      continue;
    }
    row.state = action == "dropped" ? BatchRow::State::kDropped : BatchRow::State::kRejected;
    row.reason = next_->value.string_or("reason", "");
    row.ended_by = next_->step;
    TRY(read_next());
  }
  return {};
}

Result<void> ReplayReader::change(BatchRow& row, std::span<const Record> records) {
  const std::string path = records[0].value.string_or("field", "");
  BatchField* field = nullptr;
  for (BatchField& f : row.used())
    if (f.path == path) field = &f;
  if (field == nullptr) return not_of_this_input(records[0].row);
  Edits edits;
  std::size_t byte = 0;
  std::int64_t character = 0;
  for (const Record& record : records) {
    const json::Value* span = record.value.find("span");
    const json::Array* ends = span ? span->as_array() : nullptr;
    const std::int64_t* from = ends && ends->size() == 2 ? (*ends)[0].as_int() : nullptr;
    const std::int64_t* to = ends && ends->size() == 2 ? (*ends)[1].as_int() : nullptr;
    if (from == nullptr || to == nullptr || *from < character || *to < *from)
      return not_of_this_input(record.row);
    const std::size_t begin = byte_of(field->text, byte, *from - character);
    const std::size_t end =
        begin == std::string_view::npos ? begin : byte_of(field->text, begin, *to - *from);
    if (end == std::string_view::npos || std::string_view(field->text).substr(begin, end - begin) !=
                                             record.value.string_or("before", ""))
      return not_of_this_input(record.row);
    edits.replace(begin, end, record.value.string_or("after", ""));
    byte = end;
    character = *to;
  }
  std::string next;
  edits.apply(field->text, next);
  field->text = std::move(next);
  field->changed = true;
  row.changed_by.push_back(records[0].step);
  return {};
}

Result<std::unique_ptr<ReplayReader>> Replay::open(std::size_t shard) const {
  if (shard >= shards_.size())
    return fail(ErrorCode::kInvalid, "the provenance has fewer shards than its summary says");
  TRY_ASSIGN(auto file, files_.open(provenance_, io::FileSystem::Open::kRead));
  return std::make_unique<ReplayReader>(std::move(file), shards_[shard], steps_);
}

}  // namespace millrace::clean
