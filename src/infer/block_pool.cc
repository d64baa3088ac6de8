#include "infer/block_pool.h"

#include <algorithm>
#include <functional>

#include "base/check.h"

namespace millrace::infer {
namespace {

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

}  // namespace

BlockPool::BlockPool(std::int32_t blocks, std::int32_t block_tokens, std::uint64_t hash_seed)
    : block_tokens_(block_tokens),
      hash_seed_(hash_seed),
      blocks_(static_cast<std::size_t>(std::max(blocks, 0))) {
  CHECK(block_tokens > 0);
  for (std::int32_t block = blocks; block-- > 0;) free_.push_back(block);
}

std::uint64_t BlockPool::hash(const PrefixDomain& domain, std::uint64_t parent,
                              std::span<const std::int32_t> ids) const {
  std::uint64_t hash = mix(hash_seed_ ^ std::hash<std::string>{}(domain.isolation));
  hash = mix(hash + static_cast<std::uint64_t>(domain.numerics) +
             (domain.adapter ? 2 * static_cast<std::uint64_t>(*domain.adapter) + 2 : 0));
  hash = mix(hash + parent);
  for (const std::int32_t id : ids) hash = mix(hash + static_cast<std::uint64_t>(id) + 1);
  return hash;
}

std::optional<std::int32_t> BlockPool::find(const PrefixDomain& domain, std::uint64_t parent,
                                            std::span<const std::int32_t> ids) const {
  const auto [first, last] = by_hash_.equal_range(hash(domain, parent, ids));
  for (auto it = first; it != last; ++it) {
    const Prefix& prefix = *at(it->second).prefix;
    if (prefix.parent == parent && *prefix.domain == domain && std::ranges::equal(prefix.ids, ids))
      return it->second;
  }
  return std::nullopt;
}

void BlockPool::refer(std::int32_t block) {
  Block& state = at(block);
  if (state.references++ == 0) unused_.erase(state.unused);
}

std::vector<std::int32_t> BlockPool::take_prefix(const PrefixDomain& domain,
                                                 std::span<const std::int32_t> ids) {
  std::vector<std::int32_t> found;
  const auto step = static_cast<std::size_t>(block_tokens_);
  std::uint64_t parent = 0;
  for (std::size_t at_id = 0; at_id + step <= ids.size(); at_id += step) {
    const auto block = find(domain, parent, ids.subspan(at_id, step));
    if (!block) break;
    refer(*block);
    found.push_back(*block);
    parent = at(*block).prefix->serial;
  }
  return found;
}

std::optional<std::int32_t> BlockPool::take() {
  if (free_.empty()) {
    if (unused_.empty()) return std::nullopt;
    const std::int32_t oldest = unused_.front();
    unused_.pop_front();
    unpublish(oldest);
    free_.push_back(oldest);
  }
  const std::int32_t block = free_.back();
  free_.pop_back();
  at(block).references = 1;
  return block;
}

void BlockPool::give_back(std::int32_t block) {
  Block& state = at(block);
  CHECK(state.references > 0);
  if (--state.references > 0) return;
  if (state.prefix)
    state.unused = unused_.insert(unused_.end(), block);
  else
    free_.push_back(block);
}

void BlockPool::give_back(std::span<const std::int32_t> blocks) {
  for (std::size_t i = blocks.size(); i-- > 0;) give_back(blocks[i]);
}

std::int32_t BlockPool::publish(const PrefixDomain& domain, std::optional<std::int32_t> parent,
                                std::span<const std::int32_t> ids, std::int32_t block) {
  CHECK(ids.size() == static_cast<std::size_t>(block_tokens_));
  CHECK(at(block).references > 0);
  // A parent that was forgotten leaves its children unknown, too.
  if (parent && !at(*parent).prefix) return block;
  const std::uint64_t parent_serial = parent ? at(*parent).prefix->serial : 0;
  if (const auto older = find(domain, parent_serial, ids)) {
    if (*older == block) return block;
    refer(*older);
    give_back(block);
    return *older;
  }
  CHECK(!at(block).prefix);
  // One copy of the domain for the whole chain.
  auto shared = parent ? at(*parent).prefix->domain : std::make_shared<const PrefixDomain>(domain);
  const std::uint64_t key = hash(domain, parent_serial, ids);
  at(block).prefix = Prefix{.serial = ++last_serial_,
                            .parent = parent_serial,
                            .hash = key,
                            .domain = std::move(shared),
                            .ids = {ids.begin(), ids.end()}};
  by_hash_.emplace(key, block);
  return block;
}

void BlockPool::unpublish(std::int32_t block) {
  Block& state = at(block);
  const auto [first, last] = by_hash_.equal_range(state.prefix->hash);
  const auto it =
      std::find_if(first, last, [&](const auto& entry) { return entry.second == block; });
  CHECK(it != last);
  by_hash_.erase(it);
  state.prefix.reset();
}

void BlockPool::forget_block(std::int32_t block) {
  Block& state = at(block);
  if (!state.prefix) return;
  unpublish(block);
  if (state.references > 0) return;
  unused_.erase(state.unused);
  free_.push_back(block);
}

void BlockPool::forget(std::optional<std::int32_t> adapter) {
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    if (blocks_[i].prefix && blocks_[i].prefix->domain->adapter == adapter)
      forget_block(static_cast<std::int32_t>(i));
}

void BlockPool::forget_all() {
  for (std::size_t i = 0; i < blocks_.size(); ++i) forget_block(static_cast<std::int32_t>(i));
}

}  // namespace millrace::infer
