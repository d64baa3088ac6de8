// The numbered blocks of keys and values: who refers to which, and which full ones hold a prefix
// that the next sequence may share. A prefix is looked for by a hash and proved by the ids
// themselves. Blocks that nobody refers to stay findable until their number is needed; the one that
// was used longest ago goes first. Not thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "infer/step_model.h"

namespace millrace::infer {

// What must be equal, beside the ids, for rows to be shared.
struct PrefixDomain {
  std::string isolation;  // whose prefixes these are; empty: everybody's
  Numerics numerics = Numerics::kFast;
  std::optional<std::int32_t> adapter{};

  bool operator==(const PrefixDomain&) const = default;
};

class BlockPool {
 public:
  // `hash_seed` keeps strangers from choosing ids that meet in one bucket.
  BlockPool(std::int32_t blocks, std::int32_t block_tokens, std::uint64_t hash_seed = 0);

  // The blocks of the longest known prefix of `ids` in whole blocks. Each has one more reference.
  std::vector<std::int32_t> take_prefix(const PrefixDomain& domain,
                                        std::span<const std::int32_t> ids);
  // A block of one's own, with one reference; nothing when all are referred to.
  std::optional<std::int32_t> take();
  void give_back(std::int32_t block);
  // Last first: the beginning of a prefix is worth more than its end.
  void give_back(std::span<const std::int32_t> blocks);

  // Says that `block` is full: it holds `ids` behind what `parent` holds (nothing: it is the
  // first). Returns the block to use from now on: `block`, or an older one that holds the same, to
  // which the reference has moved.
  std::int32_t publish(const PrefixDomain& domain, std::optional<std::int32_t> parent,
                       std::span<const std::int32_t> ids, std::int32_t block);
  // Nothing is found any more (an adapter's number gets another meaning, weights change).
  void forget(std::optional<std::int32_t> adapter);
  void forget_all();

  std::int32_t block_tokens() const { return block_tokens_; }
  std::size_t size() const { return blocks_.size(); }
  std::size_t available() const { return free_.size() + unused_.size(); }
  std::size_t cached() const { return by_hash_.size(); }  // findable, referred to or not
  std::uint32_t references(std::int32_t block) const { return at(block).references; }

 private:
  struct Prefix {
    std::uint64_t serial = 0;  // never given twice, so that it stands for all that is before it
    std::uint64_t parent = 0;  // its parent's serial; 0: it is the first
    std::uint64_t hash = 0;
    std::shared_ptr<const PrefixDomain> domain;
    std::vector<std::int32_t> ids;
  };
  struct Block {
    std::uint32_t references = 0;
    std::optional<Prefix> prefix;
    std::list<std::int32_t>::iterator unused{};  // where it is in unused_, if nobody refers to it
  };
  Block& at(std::int32_t block) { return blocks_[static_cast<std::size_t>(block)]; }
  const Block& at(std::int32_t block) const { return blocks_[static_cast<std::size_t>(block)]; }
  std::uint64_t hash(const PrefixDomain& domain, std::uint64_t parent,
                     std::span<const std::int32_t> ids) const;
  std::optional<std::int32_t> find(const PrefixDomain& domain, std::uint64_t parent,
                                   std::span<const std::int32_t> ids) const;
  void refer(std::int32_t block);
  void unpublish(std::int32_t block);
  void forget_block(std::int32_t block);

  const std::int32_t block_tokens_;
  const std::uint64_t hash_seed_;
  std::uint64_t last_serial_ = 0;
  std::vector<Block> blocks_;
  std::vector<std::int32_t> free_;  // nobody refers to them and nothing is known of them
  std::list<std::int32_t> unused_;  // findable, nobody refers to them; longest unused in front
  std::unordered_multimap<std::uint64_t, std::int32_t> by_hash_;
};

}  // namespace millrace::infer
