#include "clean/pipeline/stage.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "clean/dedup/deduplicator.h"
#include "clean/dedup/duplicates.h"
#include "clean/dedup/sketch_files.h"
#include "clean/pipeline/lines.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kBatchRows = 256;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;

// The files that a shard's rows go to, whatever they come from.
class StageRun {
 public:
  StageRun(const Stages& stages, std::size_t segment, std::size_t shard)
      : stages_(stages),
        segment_(stages.segments[segment]),
        index_(segment),
        task_(Stages::task(segment, shard)),
        shard_(shard),
        intake_(stages.keys, stages.options),
        work_(stages.steps, first_step(), segment_.end, stages.keys, stages.options, stages.clock),
        batch_(kBatchRows) {
    facts_.steps.resize(stages.steps.size());
  }

  Result<void> run();

 private:
  // Steps that a replay has done already are not done again.
  std::size_t first_step() const {
    const std::size_t replayed = stages_.replay ? stages_.replay->steps() : 0;
    return std::max(segment_.first, std::min(replayed, segment_.end));
  }
  Result<void> open_files();
  Result<void> read_input();
  Result<void> read_stage();
  Result<void> take(std::uint64_t line, std::string_view bytes, std::uint64_t size);
  Result<void> take_duplicate(std::uint64_t line, std::string_view bytes,
                              const Duplicate& duplicate);
  Result<void> flush();
  Result<void> write(BatchRow& row);
  Result<void> append(const char* suffix, std::string_view bytes) {
    return files_.at(suffix)->append(bytes);
  }

  const Stages& stages_;
  const Segment& segment_;
  const std::size_t index_;
  const std::string task_;
  const std::size_t shard_;
  RowIntake intake_;
  StepWork work_;
  std::vector<BatchRow> batch_;
  std::size_t batch_size_ = 0, batch_bytes_ = 0;
  std::map<std::string, std::unique_ptr<StageFile>> files_;
  std::unique_ptr<SketchWriter> sketches_;
  std::unique_ptr<ReplayReader> replay_;
  ShardFacts facts_;
  std::string row_buffer_, text_buffer_, line_buffer_;
};

Result<void> StageRun::open_files() {
  std::vector<const char*> suffixes{"rows", "rejected"};
  if (stages_.options.records == BatchOptions::Records::kAll) suffixes.push_back("records");
  if (segment_.dedup_behind)
    for (const char* suffix : SketchWriter::kSuffixes) suffixes.push_back(suffix);
  for (const char* suffix : suffixes) {
    TRY_ASSIGN(files_[suffix], stages_.work.create(task_, suffix));
  }
  if (segment_.dedup_behind) {
    const auto& made = static_cast<const Deduplicator&>(*stages_.steps[segment_.end].made);
    sketches_ = std::make_unique<SketchWriter>(
        made, shard_,
        SketchWriter::Files{*files_.at("slots"), *files_.at("keys"), *files_.at("same")});
  }
  return {};
}

Result<void> StageRun::run() {
  TRY(open_files());
  if (index_ == 0)
    TRY(read_input());
  else
    TRY(read_stage());
  TRY(flush());
  if (sketches_) TRY(sketches_->finish());
  for (std::size_t i = 0; i < facts_.steps.size(); ++i) facts_.steps[i].add(work_.counts()[i]);
  return stages_.work.commit(task_, std::move(files_), to_json(facts_));
}

Result<void> StageRun::read_input() {
  const Shard& shard = stages_.plan.shards[shard_];
  TRY_ASSIGN(const auto file, stages_.work.files().open(stages_.plan.inputs[shard.input].path,
                                                        io::FileSystem::Open::kRead));
  if (stages_.replay) {
    TRY_ASSIGN(replay_, stages_.replay->open(shard_));
  }
  LineReader lines(*file, shard.begin, shard.end, stages_.options.max_row_bytes);
  for (;; ++facts_.lines) {
    TRY_ASSIGN(const std::optional<Line> line, lines.next());
    if (!line) return {};
    if (stages_.bytes_read)
      stages_.bytes_read->fetch_add(line->size + 1, std::memory_order_relaxed);
    if (line->bytes.find_first_not_of(" \t\r") == std::string_view::npos &&
        line->size == line->bytes.size())
      continue;
    ++facts_.rows;
    TRY(take(static_cast<std::uint64_t>(facts_.lines), line->bytes, line->size));
  }
}

// Rows of the segment before, each behind its line number and a tab.
Result<void> StageRun::read_stage() {
  const std::string before = Stages::task(index_ - 1, shard_);
  TRY_ASSIGN(const auto file, stages_.work.files().open(stages_.work.path_of(before, "rows"),
                                                        io::FileSystem::Open::kRead));
  TRY_ASSIGN(auto duplicates, DuplicateReader::open(stages_.work, Stages::resolution(index_ - 1),
                                                    before, shard_, stages_.first_rows));
  TRY_ASSIGN(const std::uint64_t size, file->size());
  LineReader lines(*file, 0, size, SIZE_MAX);
  const bool only_copied = segment_.first == segment_.end && stages_.is_last(index_);
  StepCounts& dedup = facts_.steps[segment_.first - 1];
  for (;; ++dedup.in) {
    dedup.out = dedup.in - dedup.dropped;
    TRY_ASSIGN(const std::optional<Line> line, lines.next());
    if (!line) return {};
    const auto record = read_shard_record(line->bytes);
    if (!record)
      return fail(ErrorCode::kCorrupt, fmt::format("{} has a line without its number", before));
    ++facts_.rows;
    TRY_ASSIGN(const auto duplicate, duplicates->find(record->line));
    if (duplicate) {
      TRY(take_duplicate(record->line, record->members, *duplicate));
    } else if (only_copied) {
      ++facts_.kept;
      TRY(append("rows", record->members));
      TRY(append("rows", "\n"));
    } else {
      TRY(take(record->line, record->members, record->members.size()));
    }
  }
}

Result<void> StageRun::take(std::uint64_t line, std::string_view bytes, std::uint64_t size) {
  BatchRow& row = batch_[batch_size_++];
  row.line = line;
  intake_.read(bytes, size, row);
  if (replay_) {
    TRY(replay_->apply(row));
    for (const std::size_t step : row.changed_by) ++facts_.steps[step].changed;
    if (row.state == BatchRow::State::kDropped) ++facts_.steps[row.ended_by].dropped;
  }
  batch_bytes_ += bytes.size();
  if (batch_size_ < kBatchRows && batch_bytes_ < kBatchBytes) return {};
  return flush();
}

Result<void> StageRun::take_duplicate(std::uint64_t line, std::string_view bytes,
                                      const Duplicate& duplicate) {
  const std::size_t step = segment_.first - 1;
  ++facts_.steps[step].dropped;
  if (stages_.options.records == BatchOptions::Records::kNone) return {};
  BatchRow row;
  row.line = line;
  intake_.read(bytes, bytes.size(), row);
  const auto keys = stages_.keys.of_step(step);
  const std::string_view text = joined_text(row, keys, text_buffer_);
  const std::string& field = keys.size() == 1 ? stages_.keys.paths()[keys[0]].text() : "";
  line_buffer_.clear();
  append_duplicate(line_buffer_, line, {step, stages_.steps[step].type->name}, field, text,
                   duplicate);
  // Rows before it are still in the batch, and records go in order.
  TRY(flush());
  return append("records", line_buffer_);
}

Result<void> StageRun::flush() {
  const std::span<BatchRow> rows = std::span(batch_).first(batch_size_);
  work_.run(rows);
  for (BatchRow& row : rows) TRY(write(row));
  batch_size_ = batch_bytes_ = 0;
  return {};
}

Result<void> StageRun::write(BatchRow& row) {
  if (stages_.options.records == BatchOptions::Records::kAll && !row.records.empty())
    TRY(append("records", row.records));
  if (row.state == BatchRow::State::kRejected) {
    ++facts_.rejected;
    line_buffer_.clear();
    append_rejected(line_buffer_, row.line, row.reason, row.size, row.json);
    return append("rejected", line_buffer_);
  }
  if (row.state == BatchRow::State::kDropped) return {};
  ++facts_.kept;
  TRY_ASSIGN(const std::string_view text, row_text(row, row_buffer_));
  if (stages_.is_last(index_)) {
    TRY(append("rows", text));
    return append("rows", "\n");
  }
  line_buffer_ = fmt::format("{}\t", row.line);
  TRY(append("rows", line_buffer_));
  const std::uint64_t at = files_.at("rows")->bytes();
  TRY(append("rows", text));
  TRY(append("rows", "\n"));
  return sketches_->add({.line = row.line, .offset = at, .bytes = text.size()},
                        joined_text(row, stages_.keys.of_step(segment_.end), text_buffer_));
}

}  // namespace

std::string Stages::task(std::size_t segment, std::size_t shard) {
  return fmt::format("s{}-{:06}", segment, shard);
}

std::string Stages::resolution(std::size_t segment) {
  return fmt::format("r{}", segment);
}

json::Value to_json(const ShardFacts& facts) {
  json::Array steps;
  for (const StepCounts& c : facts.steps)
    steps.emplace_back(json::Array{c.in, c.out, c.changed, c.dropped, c.ms});
  return json::Object{{"lines", facts.lines},
                      {"rows", facts.rows},
                      {"rejected", facts.rejected},
                      {"kept", facts.kept},
                      {"steps", std::move(steps)}};
}

ShardFacts shard_facts(const json::Value& value) {
  ShardFacts facts{.lines = value.int_or("lines", 0),
                   .rows = value.int_or("rows", 0),
                   .rejected = value.int_or("rejected", 0),
                   .kept = value.int_or("kept", 0),
                   .steps = {}};
  const json::Value* steps = value.find("steps");
  if (steps == nullptr || steps->as_array() == nullptr) return facts;
  for (const json::Value& step : *steps->as_array()) {
    std::array<std::int64_t, 5> n{};
    const json::Array* list = step.as_array();
    for (std::size_t i = 0; list && i < std::min(n.size(), list->size()); ++i)
      if (const std::int64_t* number = (*list)[i].as_int()) n[i] = *number;
    facts.steps.push_back({n[0], n[1], n[2], n[3], n[4]});
  }
  return facts;
}

Result<void> run_stage(const Stages& stages, std::size_t segment, std::size_t shard) {
  return StageRun(stages, segment, shard).run();
}

Result<std::vector<std::uint64_t>> count_rows(const Stages& stages) {
  std::vector<std::uint64_t> firsts{1};
  for (std::size_t shard = 0; shard < stages.plan.shards.size(); ++shard) {
    TRY_ASSIGN(const auto record,
               stages.work.find(Stages::task(0, shard), WorkFolder::Check::kQuick));
    if (!record) return fail(ErrorCode::kNotFound, fmt::format("shard {} is not done", shard));
    firsts.push_back(firsts.back() + static_cast<std::uint64_t>(shard_facts(record->facts).lines));
  }
  return firsts;
}

}  // namespace millrace::clean
