#include "clean/pipeline/batch.h"

#include <fmt/core.h>

#include <algorithm>

#include "json/value.h"

namespace millrace::clean {
namespace {

// What changes of a row may take, for each byte that a row may have.
constexpr std::size_t kEditBytesPerRowByte = 8;
constexpr std::size_t kKeptBytes = std::size_t{16} << 10;  // larger buffers of rows are given back

void reset(std::string& buffer) {
  if (buffer.capacity() > kKeptBytes) buffer = std::string();
  buffer.clear();
}

bool holds(std::span<const std::size_t> keys, std::size_t key) {
  return std::ranges::find(keys, key) != keys.end();
}

// The row with the texts that it has now, for filters that look at other fields.
Result<json::Value> document(BatchRow& row) {
  std::string buffer;
  TRY_ASSIGN(const std::string_view text, row_text(row, buffer));
  return json::parse(text);
}

}  // namespace

BatchField& BatchRow::add_field() {
  if (field_count == fields.size()) fields.emplace_back();
  BatchField& field = fields[field_count++];
  reset(field.text);
  field.changed = false;
  return field;
}

void StepCounts::add(const StepCounts& other) {
  in += other.in;
  out += other.out;
  changed += other.changed;
  dropped += other.dropped;
  ms += other.ms;
}

Result<RowKeys> RowKeys::of(std::span<const Step> steps) {
  RowKeys keys;
  for (const Step& step : steps) {
    std::vector<std::size_t> own;
    for (const std::string& text : step.text_keys) {
      const auto same = [&](const json::FieldPath& path) { return path.text() == text; };
      auto at = std::ranges::find_if(keys.paths_, same);
      if (at == keys.paths_.end()) {
        TRY_ASSIGN(auto path, json::FieldPath::parse(text));
        at = keys.paths_.insert(keys.paths_.end(), std::move(path));
      }
      own.push_back(static_cast<std::size_t>(at - keys.paths_.begin()));
    }
    keys.of_step_.push_back(std::move(own));
    const bool fields_only = step.type->kind == Kind::kFilter && step.type->reads == Reads::kFields;
    if (!fields_only) keys.need = Need::kText;
  }
  return keys;
}

void RowIntake::read(std::string_view bytes, std::uint64_t size, BatchRow& row) {
  row.state = BatchRow::State::kKept;
  row.size = size;
  row.field_count = 0;
  row.changed_by.clear();
  reset(row.records);
  reset(row.json);
  row.json.assign(bytes);
  const auto reject = [&row](std::string reason) {
    row.state = BatchRow::State::kRejected;
    row.reason = std::move(reason);
  };
  if (size > options_.max_row_bytes)
    return reject(fmt::format("the row has {} bytes, at most {} are read (--max-row)", size,
                              options_.max_row_bytes));
  if (const auto read = reader_.read(row.json); !read) return reject(read.error().message);
  if (const auto found = find_fields(row); !found) return reject(found.error().message);
}

Result<void> RowIntake::find_fields(BatchRow& row) {
  for (std::size_t key = 0; key < keys_.paths().size(); ++key) {
    found_.clear();
    TRY(reader_.find(keys_.paths()[key], found_));
    for (json::FoundText& found : found_) {
      BatchField& field = row.add_field();
      field.key = key;
      field.path = std::move(found.path);
      field.text.assign(found.text);
    }
  }
  if (row.field_count > 0 || keys_.need == RowKeys::Need::kNone) return {};
  std::string names;
  for (const auto& path : keys_.paths()) names += (names.empty() ? "" : ", ") + path.text();
  return fail(ErrorCode::kInvalid,
              fmt::format("the row has no text at {} (--text-key names the fields)", names));
}

StepWork::StepWork(std::span<const Step> steps, std::size_t first, std::size_t end,
                   const RowKeys& keys, BatchOptions options, base::Clock& clock)
    : steps_(steps),
      first_(first),
      end_(end),
      keys_(keys),
      options_(options),
      clock_(clock),
      counts_(steps.size()),
      edits_(kEditBytesPerRowByte * options.max_row_bytes) {}

void StepWork::run(std::span<BatchRow> rows) {
  for (std::size_t step = first_; step < end_; ++step) {
    StepCounts& counts = counts_[step];
    // Whole milliseconds, but where one ends is chance: over many batches the sum is right.
    const base::Duration begun = clock_.monotonic();
    for (BatchRow& row : rows) {
      if (row.state != BatchRow::State::kKept) continue;
      ++counts.in;
      if (steps_[step].type->kind == Kind::kMapper)
        map(step, row, counts);
      else
        judge(step, row, counts);
      if (row.state == BatchRow::State::kKept) ++counts.out;
    }
    counts.ms += (clock_.monotonic() - begun).count();
  }
}

void StepWork::reject(std::size_t step, BatchRow& row, std::string reason) {
  row.state = BatchRow::State::kRejected;
  row.reason = std::move(reason);
  if (options_.records == BatchOptions::Records::kAll)
    append_rejection(row.records, row.line, {step, steps_[step].type->name}, row.reason);
}

void StepWork::map(std::size_t step, BatchRow& row, StepCounts& counts) {
  const Mapper& mapper = *steps_[step].mapper();
  bool changed = false;
  for (BatchField& field : row.used()) {
    if (!holds(keys_.of_step(step), field.key)) continue;
    edits_.clear();
    mapper.map(field.text, edits_);
    if (edits_.overflowed())
      return reject(step, row,
                    fmt::format("{} (step {}) would change more of {:?} than there is memory for",
                                steps_[step].type->name, step, field.path));
    if (edits_.empty()) continue;
    edits_.apply(field.text, next_);
    if (next_.size() > options_.max_row_bytes) {
      return reject(step, row,
                    fmt::format("{} (step {}) makes {} bytes of {:?}, at most {} are written",
                                steps_[step].type->name, step, next_.size(), field.path,
                                options_.max_row_bytes));
    }
    if (options_.records == BatchOptions::Records::kAll)
      append_edits(row.records, row.line, {step, steps_[step].type->name}, field.path, field.text,
                   edits_);
    std::swap(field.text, next_);
    reset(next_);
    field.changed = changed = true;
  }
  if (changed) ++counts.changed;
}

void StepWork::judge(std::size_t step, BatchRow& row, StepCounts& counts) {
  const Filter& filter = *steps_[step].filter();
  const auto keys = keys_.of_step(step);
  const auto drop = [&](std::string_view field, std::string_view text, const Verdict& verdict) {
    row.state = BatchRow::State::kDropped;
    ++counts.dropped;
    if (options_.records == BatchOptions::Records::kAll)
      append_drop(row.records, row.line, {step, steps_[step].type->name}, field, text, verdict);
  };
  BatchField* first = nullptr;
  std::size_t with_text = 0;
  for (BatchField& field : row.used()) {
    if (!holds(keys, field.key)) continue;
    if (first == nullptr) first = &field;
    with_text += field.text.empty() ? 0U : 1U;
  }
  if (steps_[step].type->reads == Reads::kFields) {
    const auto fields = document(row);
    if (!fields) return reject(step, row, fields.error().message);
    const std::string_view text = first ? std::string_view(first->text) : std::string_view();
    const Verdict verdict = filter.judge({text, fields->as_object()});
    if (!verdict.keep) drop(first ? first->path : "", text, verdict);
    return;
  }
  for (BatchField& field : row.used()) {
    if (!holds(keys, field.key)) continue;
    // Of several fields those are judged that say something: the input of an instruction is often
    // empty.
    if (field.text.empty() && with_text > 0) continue;
    const Verdict verdict = filter.judge({field.text, nullptr});
    if (!verdict.keep) return drop(field.path, field.text, verdict);
    if (with_text == 0) return;
  }
}

Result<std::string_view> row_text(BatchRow& row, std::string& buffer) {
  std::vector<json::TextReplacement> changes;
  for (const BatchField& field : row.used())
    if (field.changed) changes.push_back({field.path, field.text});
  if (changes.empty()) return std::string_view(row.json);
  TRY_ASSIGN(buffer, json::replace_texts(row.json, changes));
  return std::string_view(buffer);
}

std::string_view joined_text(BatchRow& row, std::span<const std::size_t> keys,
                             std::string& buffer) {
  const BatchField* only = nullptr;
  std::size_t count = 0;
  for (const BatchField& field : row.used())
    if (holds(keys, field.key)) {
      only = &field;
      ++count;
    }
  if (count == 0) return {};
  if (count == 1) return only->text;
  reset(buffer);
  for (const BatchField& field : row.used())
    if (holds(keys, field.key)) {
      buffer += field.text;
      buffer += '\n';
    }
  return buffer;
}

}  // namespace millrace::clean
