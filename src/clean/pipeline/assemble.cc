#include "clean/pipeline/assemble.h"

#include <fmt/core.h>

#include <algorithm>

#include "clean/pipeline/lines.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A file that appears whole or not at all.
class NewFile {
 public:
  static Result<NewFile> create(io::FileSystem& files, std::string path) {
    NewFile made(files, std::move(path));
    TRY_ASSIGN(made.file_, files.open(made.partial(), io::FileSystem::Open::kCreate, 0644));
    TRY(made.file_->truncate(0));
    return made;
  }

  Result<void> append(std::string_view bytes) {
    buffer_ += bytes;
    bytes_ += bytes.size();
    return buffer_.size() < kBlock ? Result<void>() : flush();
  }
  std::uint64_t bytes() const { return bytes_; }

  Result<void> copy(io::File& from) {
    TRY(flush());
    for (std::uint64_t at = 0;;) {
      TRY_ASSIGN(const std::string block, from.read_at(at, kBlock));
      if (block.empty()) return {};
      TRY(file_->append(block));
      at += block.size();
    }
  }

  Result<void> finish() {
    TRY(flush());
    TRY(file_->sync());
    file_.reset();
    TRY(files_->rename(partial(), path_));
    return files_->sync_directory(folder_of(path_));
  }

 private:
  NewFile(io::FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}
  std::string partial() const { return path_ + ".partial"; }
  Result<void> flush() {
    if (buffer_.empty()) return {};
    TRY(file_->append(buffer_));
    buffer_.clear();
    return {};
  }

  io::FileSystem* files_;
  std::string path_;
  std::unique_ptr<io::File> file_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
};

// The lines of several segments' files of one shard, by their numbers, as lines of the whole.
class ShardMerge {
 public:
  ShardMerge(const Stages& stages, std::size_t shard, const char* suffix)
      : stages_(stages), shard_(shard), suffix_(suffix) {}

  Result<void> to(NewFile& out) {
    for (std::size_t segment = 0; segment < stages_.segments.size(); ++segment) TRY(open(segment));
    std::string text;
    for (;;) {
      Source* least = nullptr;
      for (const auto& source : sources_)
        if (source->head && (least == nullptr || source->head->line < least->head->line))
          least = source.get();
      if (least == nullptr) return {};
      text.clear();
      append_record(text, *least->head, stages_.first_rows[shard_]);
      TRY(out.append(text));
      TRY(step(*least));
    }
  }

 private:
  struct Source {
    std::unique_ptr<io::File> file;
    std::unique_ptr<LineReader> lines;
    std::optional<ShardRecord> head;
  };

  Result<void> open(std::size_t segment) {
    const std::string path = stages_.work.path_of(Stages::task(segment, shard_), suffix_);
    auto source = std::make_unique<Source>();
    TRY_ASSIGN(source->file, stages_.work.files().open(path, io::FileSystem::Open::kRead));
    TRY_ASSIGN(const std::uint64_t size, source->file->size());
    source->lines = std::make_unique<LineReader>(*source->file, 0, size, SIZE_MAX);
    TRY(step(*source));
    sources_.push_back(std::move(source));
    return {};
  }

  static Result<void> step(Source& source) {
    TRY_ASSIGN(const std::optional<Line> line, source.lines->next());
    source.head.reset();
    if (!line) return {};
    source.head = read_shard_record(line->bytes);
    if (!source.head) return fail(ErrorCode::kCorrupt, "a record has no line number");
    return {};
  }

  const Stages& stages_;
  std::size_t shard_;
  const char* suffix_;
  std::vector<std::unique_ptr<Source>> sources_;  // earlier segments first: their steps are
};

Result<CleanSummary> sum_up(const Stages& stages) {
  CleanSummary sum;
  sum.steps.resize(stages.steps.size());
  for (std::size_t segment = 0; segment < stages.segments.size(); ++segment)
    for (std::size_t shard = 0; shard < stages.plan.shards.size(); ++shard) {
      TRY_ASSIGN(const auto record,
                 stages.work.find(Stages::task(segment, shard), WorkFolder::Check::kQuick));
      if (!record) return fail(ErrorCode::kCorrupt, "the work folder lost a finished shard");
      const ShardFacts facts = shard_facts(record->facts);
      if (segment == 0) sum.rows_in += facts.rows;
      if (stages.is_last(segment)) sum.rows_out += facts.kept;
      sum.rejected += facts.rejected;
      for (std::size_t i = 0; i < std::min(sum.steps.size(), facts.steps.size()); ++i)
        sum.steps[i].add(facts.steps[i]);
    }
  // What was replayed was counted by what it did.
  const std::size_t replayed = stages.replay ? stages.replay->steps() : 0;
  for (std::size_t i = 0; i < std::min(replayed, sum.steps.size()); ++i) {
    sum.steps[i].in = i == 0 ? sum.rows_in - sum.rejected : sum.steps[i - 1].out;
    sum.steps[i].out = sum.steps[i].in - sum.steps[i].dropped;
  }
  return sum;
}

json::Value summary_json(const Stages& stages, const CleanJob& job, const CleanSummary& sum,
                         const std::vector<std::uint64_t>& ends) {
  json::Array operators, inputs, shards;
  for (std::size_t i = 0; i < sum.steps.size(); ++i) {
    const StepCounts& c = sum.steps[i];
    operators.emplace_back(json::Object{{"step", static_cast<std::int64_t>(i)},
                                        {"operator", job.steps[i].type->name},
                                        {"in", c.in},
                                        {"out", c.out},
                                        {"changed", c.changed},
                                        {"dropped", c.dropped},
                                        {"ms", c.ms}});
  }
  for (const Input& input : stages.plan.inputs)
    inputs.emplace_back(json::Object{{"path", input.path},
                                     {"bytes", static_cast<std::int64_t>(input.bytes)},
                                     {"modified_ms", input.modified_ms}});
  for (std::size_t i = 0; i < stages.plan.shards.size(); ++i) {
    const Shard& shard = stages.plan.shards[i];
    json::Array numbers;
    for (const std::uint64_t n : {std::uint64_t{shard.input}, shard.begin, shard.end,
                                  stages.first_rows[i], i == 0 ? 0 : ends[i - 1], ends[i]})
      numbers.emplace_back(static_cast<std::int64_t>(n));
    shards.emplace_back(std::move(numbers));
  }
  return json::Object{{"recipe", to_json(job.recipe)}, {"inputs", std::move(inputs)},
                      {"rows_in", sum.rows_in},        {"rows_out", sum.rows_out},
                      {"rejected", sum.rejected},      {"operators", std::move(operators)},
                      {"shards", std::move(shards)}};
}

Result<void> write_provenance(const Stages& stages, const CleanJob& job, const CleanSummary& sum) {
  io::FileSystem& files = stages.work.files();
  TRY_ASSIGN(NewFile out, NewFile::create(files, job.provenance));
  std::vector<std::uint64_t> ends;
  for (std::size_t shard = 0; shard < stages.plan.shards.size(); ++shard) {
    TRY(ShardMerge(stages, shard, "records").to(out));
    ends.push_back(out.bytes());
  }
  TRY(out.finish());
  return io::replace_file(files, summary_path(job.provenance),
                          json::dump_pretty(summary_json(stages, job, sum, ends)) + "\n");
}

Result<void> write_rejected(const Stages& stages, const CleanJob& job, const CleanSummary& sum) {
  io::FileSystem& files = stages.work.files();
  const std::string path = rejected_path(job);
  if (sum.rejected == 0) {
    // None there may be taken for one of this run.
    const auto removed = files.remove(path);
    return removed || removed.error().code == ErrorCode::kNotFound ? Result<void>() : removed;
  }
  TRY_ASSIGN(NewFile out, NewFile::create(files, path));
  for (std::size_t shard = 0; shard < stages.plan.shards.size(); ++shard)
    TRY(ShardMerge(stages, shard, "rejected").to(out));
  return out.finish();
}

}  // namespace

std::string rejected_path(const CleanJob& job) {
  return job.rejected.empty() ? job.output + ".rejected.jsonl" : job.rejected;
}

std::string summary_path(const std::string& provenance) {
  return provenance + ".summary.json";
}

Result<CleanSummary> assemble(const Stages& stages, const CleanJob& job) {
  TRY_ASSIGN(const CleanSummary sum, sum_up(stages));
  TRY(write_rejected(stages, job, sum));
  if (!job.provenance.empty()) TRY(write_provenance(stages, job, sum));
  io::FileSystem& files = stages.work.files();
  TRY_ASSIGN(NewFile out, NewFile::create(files, job.output));
  const std::size_t last = stages.segments.size() - 1;
  for (std::size_t shard = 0; shard < stages.plan.shards.size(); ++shard) {
    TRY_ASSIGN(const auto rows, files.open(stages.work.path_of(Stages::task(last, shard), "rows"),
                                           io::FileSystem::Open::kRead));
    TRY(out.copy(*rows));
  }
  TRY(out.finish());
  return sum;
}

}  // namespace millrace::clean
