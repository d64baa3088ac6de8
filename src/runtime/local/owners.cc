#include "runtime/local/owners.h"

#include <algorithm>

#include "json/value.h"

namespace millrace::runtime {

Result<void> Owners::load() {
  if (loaded_) return {};
  const auto text = io::read_file(fs_, file_);
  if (!text && text.error().code != ErrorCode::kNotFound) return text.error();
  if (text) {
    TRY_ASSIGN(const json::Value document, json::parse(*text));
    if (!document.as_object())
      return fail(ErrorCode::kCorrupt, file_ + " is not a table of owners");
    for (const auto& [whose, number] : *document.as_object())
      if (const auto* value = number.as_int()) numbers_[whose] = *value;
  }
  loaded_ = true;
  return {};
}

Result<void> Owners::save() {
  json::Object document;
  for (const auto& [whose, number] : numbers_) document.append(whose, number);
  return io::replace_file(fs_, file_, json::dump_pretty(document) + "\n", 0600);
}

Result<std::int64_t> Owners::number_of(const std::string& whose) {
  const base::MutexLock lock(mutex_);
  TRY(load());
  if (const auto found = numbers_.find(whose); found != numbers_.end()) return found->second;
  // Never given out twice, whatever the range is changed to.
  std::int64_t next = first_;
  for (const auto& [other, number] : numbers_)
    if (number >= first_ && number <= last_) next = std::max(next, number + 1);
  if (next > last_)
    return fail(ErrorCode::kExhausted, "the range of user numbers " + std::to_string(first_) +
                                           " to " + std::to_string(last_) +
                                           " is used up: configure a larger one");
  numbers_[whose] = next;
  if (auto saved = save(); !saved) {
    numbers_.erase(whose);
    return saved.error();
  }
  return next;
}

}  // namespace millrace::runtime
