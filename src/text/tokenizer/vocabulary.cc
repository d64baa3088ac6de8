#include "text/tokenizer/vocabulary.h"

#include <fmt/core.h>

namespace millrace::text {

Result<void> Vocabulary::add(std::string_view token, std::int64_t id) {
  if (id < 0 || id > kHighestId)
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: the id {} of \"{}\" is not between 0 and {}", id,
                            token, kHighestId));
  const auto index = static_cast<std::size_t>(id);
  if (by_id_.size() <= index) by_id_.resize(index + 1);
  const std::string& text = texts_.emplace_back(token);
  ids_.emplace(text, static_cast<TokenId>(id));
  if (by_id_[index] == nullptr) by_id_[index] = &text;
  return {};
}

Result<Vocabulary> Vocabulary::parse(const json::Value* object) {
  if (object == nullptr || object->as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "tokenizer.json: \"model\" needs the object \"vocab\"");
  Vocabulary vocabulary;
  vocabulary.ids_.reserve(object->as_object()->size());
  for (const auto& [token, id] : *object->as_object()) {
    if (id.as_int() == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("tokenizer.json: the id of \"{}\" is not a number", token));
    TRY(vocabulary.add(token, *id.as_int()));
  }
  return vocabulary;
}

std::optional<TokenId> Vocabulary::id(std::string_view token) const {
  const auto found = ids_.find(token);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string_view> Vocabulary::token(TokenId id) const {
  const auto index = static_cast<std::size_t>(id);
  if (id < 0 || index >= by_id_.size() || by_id_[index] == nullptr) return std::nullopt;
  return *by_id_[index];
}

}  // namespace millrace::text
