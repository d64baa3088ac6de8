// A map that forgets what was used longest ago once its entries weigh too much. Not thread-safe.
#pragma once
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace millrace::base {

template <class Value>
class LruMap {
 public:
  explicit LruMap(std::size_t max_weight) : max_weight_(max_weight) {}

  // Null if absent; valid until the next change. Counts as a use.
  Value* find(const std::string& key) {
    const auto it = by_key_.find(key);
    if (it == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, it->second);
    return &it->second->value;
  }
  // Nothing happens if the key is there or the entry alone is too heavy.
  void put(const std::string& key, Value value, std::size_t weight = 1) {
    if (weight > max_weight_ || by_key_.contains(key)) return;
    entries_.push_front({key, std::move(value), weight});
    by_key_.emplace(entries_.front().key, entries_.begin());
    weight_ += weight;
    while (weight_ > max_weight_) erase(std::prev(entries_.end()));
  }
  // Forgets the entries for which `goes(const Value&)` says so.
  template <class Predicate>
  void erase_if(const Predicate& goes) {
    for (auto it = entries_.begin(); it != entries_.end();)
      it = goes(std::as_const(it->value)) ? erase(it) : std::next(it);
  }
  void clear() {
    by_key_.clear();
    entries_.clear();
    weight_ = 0;
  }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    std::size_t weight;
  };
  using Entries = std::list<Entry>;  // least recently used at the back
  typename Entries::iterator erase(typename Entries::iterator it) {
    weight_ -= it->weight;
    by_key_.erase(it->key);
    return entries_.erase(it);
  }

  const std::size_t max_weight_;
  std::size_t weight_ = 0;
  Entries entries_;
  std::unordered_map<std::string_view, typename Entries::iterator> by_key_;  // keys of entries_
};

}  // namespace millrace::base
