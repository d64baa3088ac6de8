// The tokens of a model by id and by text. Constant after it was made, then shared by threads.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace millrace::text {

using TokenId = std::int32_t;

class Vocabulary {
 public:
  static constexpr TokenId kHighestId = (1 << 24) - 1;

  Result<void> add(std::string_view token, std::int64_t id);
  // {"token": id, …}
  static Result<Vocabulary> parse(const json::Value* object);

  std::optional<TokenId> id(std::string_view token) const;
  std::optional<std::string_view> token(TokenId id) const;
  std::size_t size() const { return by_id_.size(); }  // the highest id + 1
  std::size_t count() const { return ids_.size(); }

  Vocabulary() = default;
  Vocabulary(Vocabulary&&) = default;
  Vocabulary& operator=(Vocabulary&&) = default;
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

 private:
  std::deque<std::string> texts_;  // stays where it is: the views below look at it
  std::unordered_map<std::string_view, TokenId> ids_;
  std::vector<const std::string*> by_id_;
};

}  // namespace millrace::text
