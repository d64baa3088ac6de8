#include "clean/dedup/duplicates.h"

#include <fmt/core.h>

#include <algorithm>

#include "clean/dedup/external_sort.h"

namespace millrace::clean {
namespace {

// The pairs of all parts in one order.
class PairMerge {
 public:
  static Result<PairMerge> open(const DedupSearch& search) {
    PairMerge merge;
    for (std::size_t part = 0; part < kParts; ++part) {
      const std::string path = search.work.path_of(search.part_task(part), "pairs");
      TRY_ASSIGN(auto file, search.work.files().open(path, io::FileSystem::Open::kRead));
      TRY_ASSIGN(const std::uint64_t size, file->size());
      merge.readers_.emplace_back(std::move(file), 0, size / sizeof(PairRecord));
      TRY_ASSIGN(merge.heads_.emplace_back(), merge.readers_.back().next());
    }
    return merge;
  }

  Result<std::optional<PairRecord>> next() {
    std::size_t least = heads_.size();
    for (std::size_t i = 0; i < heads_.size(); ++i)
      if (heads_[i] && (least == heads_.size() || *heads_[i] < *heads_[least])) least = i;
    if (least == heads_.size()) return std::optional<PairRecord>();
    const std::optional<PairRecord> pair = heads_[least];
    TRY_ASSIGN(heads_[least], readers_[least].next());
    return pair;
  }

 private:
  std::vector<RecordReader<PairRecord>> readers_;
  std::vector<std::optional<PairRecord>> heads_;
};

class Resolution {
 public:
  Resolution(const DedupSearch& search, const std::string& task, const TextOfRow& text_of)
      : search_(search),
        task_(task),
        text_of_(text_of),
        slots_(search.work, search.deduplicator.signature_bytes(), search.task_of,
               search.memory / 2),
        comparer_(search.deduplicator.comparer()) {}

  Result<void> run() {
    TRY_ASSIGN(files_["drops"], search_.work.create(task_, "drops"));
    counts_.assign(search_.shards, 0);
    gone_.resize(search_.shards);
    TRY_ASSIGN(PairMerge pairs, PairMerge::open(search_));
    for (;;) {
      TRY_ASSIGN(const std::optional<PairRecord> pair, pairs.next());
      if (!pair) break;
      TRY(look_at(*pair));
    }
    json::Array counts;
    for (const std::int64_t count : counts_) counts.emplace_back(count);
    return search_.work.commit(task_, std::move(files_),
                               json::Object{{"drops", std::move(counts)}});
  }

 private:
  Result<std::vector<bool>*> gone_of(SlotId id) {
    auto& gone = gone_[id.shard()];
    if (gone.empty()) {
      TRY_ASSIGN(const std::uint64_t count, slots_.count(id.shard()));
      gone.resize(count);
    }
    return &gone;
  }

  Result<RowPlace> place_of(SlotId id) {
    TRY_ASSIGN(const SlotReader::Slot slot, slots_.read(id));
    return slot.place();
  }

  Result<void> look_at(const PairRecord& pair) {
    TRY_ASSIGN(std::vector<bool>* const later, gone_of(pair.later));
    TRY_ASSIGN(const std::vector<bool>* const earlier, gone_of(pair.earlier));
    if ((*later)[pair.later.slot()] || (*earlier)[pair.earlier.slot()]) return {};
    TRY_ASSIGN(const RowPlace gone, place_of(pair.later));
    TRY_ASSIGN(const RowPlace stays, place_of(pair.earlier));
    double similarity = pair.similarity;
    if (pair.ask_texts != 0) {
      TRY_ASSIGN(const Likeness likeness, compare_texts(pair, gone, stays));
      if (likeness.kind != Likeness::Kind::kSame) return {};
      similarity = likeness.similarity;
    }
    (*later)[pair.later.slot()] = true;
    ++counts_[pair.later.shard()];
    const DropRecord drop{gone.line, pair.earlier.shard(), stays.line, similarity};
    return files_["drops"]->append({reinterpret_cast<const char*>(&drop), sizeof drop});
  }

  Result<Likeness> compare_texts(const PairRecord& pair, const RowPlace& later,
                                 const RowPlace& earlier) {
    if (compared_ != pair.later) {
      TRY_ASSIGN(const std::string row, slots_.row(pair.later, later));
      TRY_ASSIGN(const std::string text, text_of_(row));
      comparer_->begin(text);
      compared_ = pair.later;
    }
    TRY_ASSIGN(const std::string row, slots_.row(pair.earlier, earlier));
    TRY_ASSIGN(const std::string text, text_of_(row));
    return comparer_->compare(text);
  }

  const DedupSearch& search_;
  const std::string& task_;
  const TextOfRow& text_of_;
  SlotReader slots_;
  std::unique_ptr<TextComparer> comparer_;
  std::optional<SlotId> compared_;  // what the comparer has begun with
  std::map<std::string, std::unique_ptr<StageFile>> files_;
  std::vector<std::int64_t> counts_;     // drops of each shard
  std::vector<std::vector<bool>> gone_;  // by shard and slot
};

}  // namespace

Result<void> resolve_duplicates(const DedupSearch& search, const std::string& task,
                                const TextOfRow& text_of) {
  return Resolution(search, task, text_of).run();
}

struct DuplicateReader::SameReader : RecordReader<SameRecord> {
  using RecordReader::RecordReader;
};

Result<std::unique_ptr<DuplicateReader>> DuplicateReader::open(
    const WorkFolder& work, const std::string& resolution, const std::string& shard_task,
    std::size_t shard, const std::vector<std::uint64_t>& first_rows) {
  std::unique_ptr<DuplicateReader> reader(new DuplicateReader(first_rows));
  reader->shard_ = shard;
  TRY_ASSIGN(const auto record, work.find(resolution, WorkFolder::Check::kQuick));
  const json::Value* drops = record ? record->facts.find("drops") : nullptr;
  const json::Array* counts = drops ? drops->as_array() : nullptr;
  if (counts == nullptr || counts->size() <= shard)
    return fail(ErrorCode::kCorrupt, fmt::format("{} does not know shard {}", resolution, shard));
  std::uint64_t before = 0, count = 0;
  for (std::size_t i = 0; i <= shard; ++i) {
    before += count;
    const std::int64_t* number = (*counts)[i].as_int();
    count = number ? static_cast<std::uint64_t>(*number) : 0;
  }
  TRY_ASSIGN(auto file,
             work.files().open(work.path_of(resolution, "drops"), io::FileSystem::Open::kRead));
  RecordReader<DropRecord> reading(std::move(file), before * sizeof(DropRecord), count);
  for (;;) {
    TRY_ASSIGN(const std::optional<DropRecord> drop, reading.next());
    if (!drop) break;
    reader->drops_.push_back(*drop);
  }
  TRY_ASSIGN(auto same,
             work.files().open(work.path_of(shard_task, "same"), io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::uint64_t bytes, same->size());
  reader->same_ = std::make_shared<SameReader>(std::move(same), 0, bytes / sizeof(SameRecord));
  TRY_ASSIGN(reader->next_same_, reader->same_->next());
  return reader;
}

Duplicate DuplicateReader::duplicate(const DropRecord& drop) const {
  return {first_rows_[drop.winner_shard] + drop.winner_line, drop.similarity};
}

Result<std::optional<Duplicate>> DuplicateReader::find(std::uint64_t line) {
  while (at_ < drops_.size() && drops_[at_].line < line) ++at_;
  if (at_ < drops_.size() && drops_[at_].line == line) return std::optional(duplicate(drops_[at_]));
  while (next_same_ && next_same_->line < line) {
    TRY_ASSIGN(next_same_, same_->next());
  }
  if (!next_same_ || next_same_->line != line) return std::optional<Duplicate>();
  // Where the row that it equals went for another, that other is the one that stays.
  const auto first =
      std::ranges::lower_bound(drops_, next_same_->first_line, {}, &DropRecord::line);
  if (first != drops_.end() && first->line == next_same_->first_line)
    return std::optional(duplicate(*first));
  return std::optional(Duplicate{first_rows_[shard_] + next_same_->first_line, 1});
}

}  // namespace millrace::clean
