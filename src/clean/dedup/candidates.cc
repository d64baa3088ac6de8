#include "clean/dedup/candidates.h"

#include <fmt/core.h>

#include <algorithm>

#include "clean/dedup/external_sort.h"

namespace millrace::clean {
namespace {

// Of the rows that share a key, so many are compared with all that follow; from there on only rows
// unlike all of these join them, up to the second number, and a row is paired with at most the
// third: enough to find one that stays.
constexpr std::size_t kAlwaysLeads = 32, kMostLeaders = 256, kPairsBehind = 2;

class PartSearch {
 public:
  PartSearch(const DedupSearch& search, std::size_t part)
      : search_(search),
        part_(part),
        slots_(search.work, search.deduplicator.signature_bytes(), search.task_of,
               search.memory / 4),
        keys_(search.work.files(), search.work.scratch(search.part_task(part) + ".keys"),
              search.memory / 2),
        pairs_(search.work.files(), search.work.scratch(search.part_task(part) + ".pairs"),
               search.memory / 4) {}

  Result<void> run() {
    for (std::size_t shard = 0; shard < search_.shards; ++shard) TRY(read_keys(shard));
    TRY(walk_groups());
    return write_pairs();
  }

 private:
  Result<void> read_keys(std::size_t shard);
  Result<void> walk_groups();
  Result<void> member(SlotId id, std::size_t members_before);
  void lead(SlotId id, std::string_view record);
  Result<void> write_pairs();

  const DedupSearch& search_;
  const std::size_t part_;
  SlotReader slots_;
  ExternalSorter<KeyRecord> keys_;
  ExternalSorter<PairRecord> pairs_;
  struct Leader {
    SlotId id;
    std::string record;
  };
  std::vector<Leader> leaders_;  // the first leader_count_; the rest are buffers
  std::size_t leader_count_ = 0;
};

Result<void> PartSearch::read_keys(std::size_t shard) {
  const std::string path = search_.work.path_of(search_.task_of(shard), "keys");
  TRY_ASSIGN(const auto file, search_.work.files().open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::uint64_t size, file->size());
  for (std::uint64_t at = 0; at < size;) {
    TRY_ASSIGN(const std::string head, file->read_at(at, sizeof(KeyBlock)));
    KeyBlock block;
    if (head.size() != sizeof block) return fail(ErrorCode::kCorrupt, path + " ends too early");
    std::memcpy(&block, head.data(), sizeof block);
    at += sizeof block;
    if (block.count > (size - at) / sizeof(KeyRecord))
      return fail(ErrorCode::kCorrupt, path + " ends too early");
    if (block.part == part_) {
      TRY_ASSIGN(const std::string bytes, file->read_at(at, block.count * sizeof(KeyRecord)));
      for (std::size_t i = 0; i < block.count; ++i) {
        KeyRecord record;
        std::memcpy(&record, bytes.data() + i * sizeof record, sizeof record);
        TRY(keys_.add(record));
      }
    }
    at += block.count * sizeof(KeyRecord);
  }
  return {};
}

Result<void> PartSearch::walk_groups() {
  std::optional<KeyRecord> waiting;  // the first of a group is read only if there is a second
  std::size_t members = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<KeyRecord> record, keys_.next());
    if (!record) return {};
    if (!waiting || waiting->key != record->key) {
      waiting = record;
      members = 0;
      leader_count_ = 0;
      continue;
    }
    if (members == 0) TRY(member(waiting->id, members++));
    TRY(member(record->id, members++));
  }
}

Result<void> PartSearch::member(SlotId id, std::size_t members_before) {
  TRY_ASSIGN(const SlotReader::Slot slot, slots_.read(id));
  const auto signature = SlotReader::signature_of(slot.bytes);
  const std::size_t most = members_before < kAlwaysLeads ? leader_count_ : kPairsBehind;
  std::size_t paired = 0;
  bool alike = false;
  for (const Leader& leader : std::span(leaders_).first(leader_count_)) {
    const Likeness likeness =
        search_.deduplicator.compare(signature, SlotReader::signature_of(leader.record));
    if (likeness.kind == Likeness::Kind::kOther) continue;
    alike = true;
    if (paired++ == most) break;
    TRY(pairs_.add({.later = id,
                    .earlier = leader.id,
                    .similarity = likeness.similarity,
                    .ask_texts = likeness.kind == Likeness::Kind::kAskTexts ? 1U : 0U}));
  }
  const bool leads = members_before < kAlwaysLeads || (!alike && leader_count_ < kMostLeaders);
  if (leads) lead(id, slot.bytes);
  return {};
}

// Records of leaders are kept where those of earlier groups were.
void PartSearch::lead(SlotId id, std::string_view record) {
  if (leader_count_ == leaders_.size()) leaders_.emplace_back();
  leaders_[leader_count_].id = id;
  leaders_[leader_count_].record.assign(record);
  ++leader_count_;
}

Result<void> PartSearch::write_pairs() {
  const std::string task = search_.part_task(part_);
  std::map<std::string, std::unique_ptr<StageFile>> files;
  TRY_ASSIGN(files["pairs"], search_.work.create(task, "pairs"));
  std::optional<PairRecord> last;
  std::int64_t count = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<PairRecord> pair, pairs_.next());
    if (!pair) break;
    if (last && !(*last < *pair)) continue;
    last = pair;
    ++count;
    TRY(files["pairs"]->append({reinterpret_cast<const char*>(&*pair), sizeof *pair}));
  }
  return search_.work.commit(task, std::move(files), json::Object{{"pairs", count}});
}

}  // namespace

std::string DedupSearch::part_task(std::size_t part) const {
  return fmt::format("d{}-{:02}", segment, part);
}

Result<void> search_part(const DedupSearch& search, std::size_t part) {
  return PartSearch(search, part).run();
}

}  // namespace millrace::clean
