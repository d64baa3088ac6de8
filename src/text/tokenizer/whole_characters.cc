#include "text/tokenizer/whole_characters.h"

#include <algorithm>
#include <unordered_map>

#include "text/tokenizer/bpe_merger.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

// The first merge that joins each character, or fragment of one, to something beyond the character.
class Crossings {
 public:
  Crossings(const std::vector<MergePair>& merges, const MergeTable& table,
            const std::vector<std::string>& bytes) {
    for (const MergePair& merge : merges) {
      const std::string& left = bytes[static_cast<std::size_t>(merge.left)];
      const std::string& right = bytes[static_cast<std::size_t>(merge.right)];
      const std::uint32_t rank = table.find(merge.left, merge.right).rank;
      if (right.empty() || is_continuation(right[0])) continue;  // inside a character
      note(left, rank);
      note(right, rank);
    }
  }
  // Neither the character nor a fragment of it is joined before this rank has gone.
  bool all_after(std::string_view character, std::uint32_t rank) const {
    if (first(character) <= rank) return false;
    for (std::size_t cut = 1; cut < character.size(); ++cut)
      if (first(character.substr(0, cut)) <= rank || first(character.substr(cut)) <= rank)
        return false;
    return true;
  }

 private:
  void note(const std::string& side, std::uint32_t rank) {
    if (side.size() > 3) return;
    const auto [entry, added] = first_.emplace(side, rank);
    if (!added) entry->second = std::min(entry->second, rank);
  }
  std::uint32_t first(std::string_view fragment) const {
    const auto found = first_.find(std::string(fragment));
    return found == first_.end() ? Merge::kNever : found->second;
  }
  std::unordered_map<std::string, std::uint32_t> first_;
};

// Merges the bytes of a character alone: the rank of the last merge, or kNever if they do not
// become one token.
std::uint32_t last_inner_rank(std::string_view character, const MergeTable& table,
                              const std::array<TokenId, 256>& byte_ids) {
  std::vector<TokenId> ids;
  for (const char byte : character) ids.push_back(byte_ids[static_cast<unsigned char>(byte)]);
  std::uint32_t last = 0;
  while (ids.size() > 1) {
    std::size_t at = 0;
    Merge best;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      const Merge merge = table.find(ids[i], ids[i + 1]);
      if (merge.rank < best.rank) {
        best = merge;
        at = i;
      }
    }
    if (best.rank == Merge::kNever) return Merge::kNever;
    last = std::max(last, best.rank);
    ids[at] = best.id;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return last;
}

}  // namespace

std::vector<TokenId> whole_characters(const std::vector<MergePair>& merges, const MergeTable& table,
                                      const std::array<TokenId, 256>& byte_ids,
                                      const std::vector<std::string>& bytes) {
  const Crossings crossings(merges, table, bytes);
  std::vector<TokenId> whole;
  for (const MergePair& merge : merges) {
    const std::string& character = bytes[static_cast<std::size_t>(merge.whole)];
    if (character.size() < 2 || character.size() > 3) continue;
    const Utf8Step step = utf8_step(character);
    if (step.kind != Utf8Step::Kind::kWhole || step.size != character.size()) continue;
    const std::uint32_t last = last_inner_rank(character, table, byte_ids);
    if (last == Merge::kNever || !crossings.all_after(character, last)) continue;
    if (whole.empty()) whole.assign(0x10000, -1);
    whole[decode_valid(character.data()).code] = merge.whole;
  }
  return whole;
}

}  // namespace millrace::text
