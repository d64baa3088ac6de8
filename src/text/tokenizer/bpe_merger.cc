#include "text/tokenizer/bpe_merger.h"

#include <algorithm>
#include <cstring>

namespace millrace::text {
namespace {

constexpr std::size_t kLongestScanned = 96;

void merge_by_scanning(const MergeTable& table, BpeWork& work) {
  BpeSymbol* symbols = work.symbols.data();
  std::size_t count = work.symbols.size();
  work.merges.resize(count);
  Merge* merges = work.merges.data();
  for (std::size_t i = 0; i + 1 < count; ++i)
    merges[i] = table.find(symbols[i].id, symbols[i + 1].id);
  while (count > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < count; ++i)
      if (merges[i].rank < merges[best].rank) best = i;
    if (merges[best].rank == Merge::kNever) break;
    symbols[best] = {merges[best].id, symbols[best].size + symbols[best + 1].size};
    const std::size_t moved = count - best - 2;
    std::memmove(symbols + best + 1, symbols + best + 2, moved * sizeof *symbols);
    std::memmove(merges + best + 1, merges + best + 2, moved * sizeof *merges);
    --count;
    if (best + 1 < count) merges[best] = table.find(symbols[best].id, symbols[best + 1].id);
    if (best > 0) merges[best - 1] = table.find(symbols[best - 1].id, symbols[best].id);
  }
  work.symbols.resize(count);
}

class HeapMerge {
 public:
  HeapMerge(const MergeTable& table, BpeWork& work) : table_(table), work_(work) {}

  void run() {
    link();
    for (std::size_t i = 0; i + 1 < work_.nodes.size(); ++i) offer(static_cast<std::int32_t>(i));
    while (!work_.heap.empty()) {
      std::pop_heap(work_.heap.begin(), work_.heap.end(), later);
      const BpeWork::Candidate candidate = work_.heap.back();
      work_.heap.pop_back();
      merge(candidate);
    }
    work_.symbols.clear();
    for (std::int32_t i = 0; i >= 0; i = node(i).next) work_.symbols.push_back(node(i).symbol);
  }

 private:
  static bool later(const BpeWork::Candidate& a, const BpeWork::Candidate& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
  }
  BpeWork::Node& node(std::int32_t i) { return work_.nodes[static_cast<std::size_t>(i)]; }

  void link() {
    const auto count = static_cast<std::int32_t>(work_.symbols.size());
    work_.heap.clear();
    work_.nodes.clear();
    work_.nodes.reserve(work_.symbols.size());
    for (std::int32_t i = 0; i < count; ++i)
      work_.nodes.push_back(
          {work_.symbols[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1});
  }

  void offer(std::int32_t at) {
    const std::int32_t next = node(at).next;
    if (next < 0) return;
    const TokenId left = node(at).symbol.id;
    const TokenId right = node(next).symbol.id;
    const Merge merge = table_.find(left, right);
    if (merge.rank == Merge::kNever) return;
    work_.heap.push_back({merge.rank, at, left, right, merge.id});
    std::push_heap(work_.heap.begin(), work_.heap.end(), later);
  }

  // A candidate may be out of date: one of its two was merged since.
  void merge(const BpeWork::Candidate& candidate) {
    BpeWork::Node& left = node(candidate.at);
    if (left.symbol.size == 0 || left.symbol.id != candidate.left || left.next < 0) return;
    BpeWork::Node& right = node(left.next);
    if (right.symbol.id != candidate.right) return;
    left.symbol = {candidate.merged, left.symbol.size + right.symbol.size};
    right.symbol.size = 0;
    left.next = right.next;
    if (left.next >= 0) node(left.next).previous = candidate.at;
    offer(candidate.at);
    if (left.previous >= 0) offer(left.previous);
  }

  const MergeTable& table_;
  BpeWork& work_;
};

}  // namespace

void merge_symbols(const MergeTable& table, BpeWork& work) {
  if (work.symbols.size() < 2) return;
  if (work.symbols.size() <= kLongestScanned) return merge_by_scanning(table, work);
  HeapMerge(table, work).run();
}

}  // namespace millrace::text
