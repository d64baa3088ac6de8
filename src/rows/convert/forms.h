// The steps of convert_row: each form to and from the one that its group shares: messages for
// conversations, responses for preferences. They take their fields out of the row and leave what is
// left. Pure functions.
#pragma once
#include "base/result.h"
#include "json/value.h"

namespace millrace::rows {

using Step = Result<json::Object> (*)(json::Object row);

Result<json::Object> alpaca_to_messages(json::Object row);
Result<json::Object> messages_to_alpaca(json::Object row);
Result<json::Object> answer_to_messages(json::Object row);
Result<json::Object> messages_to_answer(json::Object row);
Result<json::Object> sharegpt_to_messages(json::Object row);
Result<json::Object> messages_to_sharegpt(json::Object row);
Result<json::Object> qwen_to_messages(json::Object row);
Result<json::Object> messages_to_qwen(json::Object row);
Result<json::Object> pairs_to_messages(json::Object row);  // vqa
Result<json::Object> messages_to_pairs(json::Object row);
Result<json::Object> caption_to_messages(json::Object row);  // image_text
Result<json::Object> messages_to_caption(json::Object row);
Result<json::Object> pku_to_ranking(json::Object row);
Result<json::Object> ranking_to_pku(json::Object row);
Result<json::Object> chosen_to_ranking(json::Object row);
Result<json::Object> ranking_to_chosen(json::Object row);

// ---- what they share

Error unfit(std::string field, std::string why);
// Takes a field out of the row; null when it is not there.
json::Value take(json::Object& row, std::string_view name);
// A field that must be a text.
Result<std::string> take_text(json::Object& row, std::string_view name);
// The messages, each an object with role and content alone and more only as `also` allows.
Result<json::Array> take_messages(json::Object& row);
json::Object turn(std::string_view role, std::string content);
// Refuses rows that have one of these fields already.
Result<void> keep_free(const json::Object& row, std::initializer_list<std::string_view> names);

}  // namespace millrace::rows
