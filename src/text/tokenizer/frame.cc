#include "text/tokenizer/frame.h"

#include <fmt/core.h>

namespace millrace::text {
namespace {

Error malformed(std::string_view what) {
  return fail(ErrorCode::kInvalid, fmt::format("tokenizer.json: post_processor: {}", what));
}

Result<TokenId> id_of(const json::Value& value) {
  const std::int64_t* id = value.as_int();
  if (id == nullptr || *id < 0 || *id > Vocabulary::kHighestId)
    return malformed("an id is not a number of the vocabulary");
  return static_cast<TokenId>(*id);
}

// {"sep": ["</s>", 2], "cls": ["<s>", 0]}
Result<TokenId> id_of_pair(const json::Value& description, std::string_view key) {
  const json::Value* pair = description.find(key);
  if (pair == nullptr || pair->as_array() == nullptr || pair->as_array()->size() != 2)
    return malformed(fmt::format("\"{}\" must be [\"token\", id]", key));
  return id_of((*pair->as_array())[1]);
}

Result<void> append_special(const json::Value& item, const json::Value* specials,
                            std::vector<TokenId>& ids) {
  const std::string name = item.string_or("id", "");
  const json::Value* special = specials == nullptr ? nullptr : specials->find(name);
  const json::Value* list = special == nullptr ? nullptr : special->find("ids");
  if (list == nullptr || list->as_array() == nullptr)
    return malformed(fmt::format("the template's token \"{}\" is not in \"special_tokens\"", name));
  for (const json::Value& value : *list->as_array()) {
    TRY_ASSIGN(const TokenId id, id_of(value));
    ids.push_back(id);
  }
  return {};
}

Result<Frame> parse_template(const json::Value& description) {
  const json::Value* single = description.find("single");
  if (single == nullptr || single->as_array() == nullptr)
    return malformed("a TemplateProcessing needs the list \"single\"");
  Frame frame;
  int sequences = 0;
  for (const json::Value& item : *single->as_array()) {
    if (item.find("Sequence") != nullptr) {
      ++sequences;
      continue;
    }
    const json::Value* special = item.find("SpecialToken");
    if (special == nullptr) return malformed("\"single\" holds neither Sequence nor SpecialToken");
    TRY(append_special(*special, description.find("special_tokens"),
                       sequences == 0 ? frame.before : frame.behind));
  }
  if (sequences != 1) return malformed("\"single\" must name the sequence once");
  return frame;
}

Result<Frame> parse_sequence(const json::Value& description) {
  const json::Value* list = description.find("processors");
  if (list == nullptr || list->as_array() == nullptr)
    return malformed("a Sequence needs the list \"processors\"");
  Frame whole;
  for (const json::Value& item : *list->as_array()) {
    TRY_ASSIGN(const Frame frame, parse_frame(&item));
    whole.before.insert(whole.before.begin(), frame.before.begin(), frame.before.end());
    whole.behind.insert(whole.behind.end(), frame.behind.begin(), frame.behind.end());
  }
  return whole;
}

}  // namespace

Result<Frame> parse_frame(const json::Value* description) {
  if (description == nullptr || description->is_null()) return Frame{};
  const std::string type = description->string_or("type", "");
  if (type == "ByteLevel") return Frame{};  // moves offsets of Hugging Face's, which ours are not
  if (type == "TemplateProcessing") return parse_template(*description);
  if (type == "Sequence") return parse_sequence(*description);
  if (type == "BertProcessing" || type == "RobertaProcessing") {
    TRY_ASSIGN(const TokenId before, id_of_pair(*description, "cls"));
    TRY_ASSIGN(const TokenId behind, id_of_pair(*description, "sep"));
    return Frame{{before}, {behind}};
  }
  return malformed(fmt::format("\"{}\" is not supported", type));
}

}  // namespace millrace::text
