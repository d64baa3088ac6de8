// Questions about a picture, and its description, as conversations: the first question names the
// picture as Qwen-VL does, "Picture 1: <img>path</img>".
#include <fmt/core.h>

#include "rows/convert/forms.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kBefore = "Picture 1: <img>", kBehind = "</img>\n";

std::string naming(const std::string& image) {
  return fmt::format("{}{}{}", kBefore, image, kBehind);
}

// Takes the picture's name off the front of a question.
Result<std::string> take_image(std::string& question) {
  const auto end = question.find(kBehind);
  if (!question.starts_with(kBefore) || end == std::string::npos)
    return unfit("messages[0].content", "must begin with \"Picture 1: <img>…</img>\"");
  std::string image = question.substr(kBefore.size(), end - kBefore.size());
  question.erase(0, end + kBehind.size());
  return image;
}

bool is_turn(const json::Value& message, std::string_view role) {
  return message.string_or("role", "") == role && message.as_object()->size() == 2;
}

}  // namespace

Result<json::Object> pairs_to_messages(json::Object row) {
  TRY(keep_free(row, {"messages"}));
  TRY_ASSIGN(const std::string image, take_text(row, "image"));
  if (image.find(kBehind) != std::string::npos) return unfit("image", "has a strange name");
  const json::Value pairs = take(row, "qa");
  if (pairs.as_array() == nullptr || pairs.as_array()->empty())
    return unfit("qa", "has no question yet");
  json::Array messages;
  for (std::size_t i = 0; i < pairs.as_array()->size(); ++i) {
    const json::Value& pair = (*pairs.as_array())[i];
    const json::Value *q = pair.find("question"), *a = pair.find("answer");
    const bool whole = q != nullptr && q->as_string() != nullptr && a != nullptr &&
                       a->as_string() != nullptr && pair.as_object()->size() == 2;
    if (!whole) return unfit(fmt::format("qa[{}]", i), "must be a question with its answer");
    messages.emplace_back(turn("user", (i == 0 ? naming(image) : "") + *q->as_string()));
    messages.emplace_back(turn("assistant", *a->as_string()));
  }
  row["messages"] = std::move(messages);
  return row;
}

Result<json::Object> messages_to_pairs(json::Object row) {
  TRY(keep_free(row, {"image", "qa"}));
  TRY_ASSIGN(const json::Array messages, take_messages(row));
  if (messages.empty() || messages.size() % 2 != 0)
    return unfit("messages", "must be questions and answers in turn");
  json::Array pairs;
  std::string image;
  for (std::size_t i = 0; i < messages.size(); i += 2) {
    if (!is_turn(messages[i], "user") || !is_turn(messages[i + 1], "assistant"))
      return unfit(fmt::format("messages[{}]", i), "must be questions and answers in turn");
    std::string question = messages[i].string_or("content", "");
    if (i == 0) {
      TRY_ASSIGN(image, take_image(question));
    }
    pairs.emplace_back(json::Object{{"question", std::move(question)},
                                    {"answer", messages[i + 1].string_or("content", "")}});
  }
  row["image"] = std::move(image);
  row["qa"] = std::move(pairs);
  return row;
}

Result<json::Object> caption_to_messages(json::Object row) {
  TRY(keep_free(row, {"messages"}));
  TRY_ASSIGN(const std::string image, take_text(row, "image"));
  if (image.find(kBehind) != std::string::npos) return unfit("image", "has a strange name");
  TRY_ASSIGN(std::string text, take_text(row, "text"));
  row["messages"] = json::Array{json::Value(turn("user", naming(image))),
                                json::Value(turn("assistant", std::move(text)))};
  return row;
}

Result<json::Object> messages_to_caption(json::Object row) {
  TRY(keep_free(row, {"image", "text"}));
  TRY_ASSIGN(const json::Array messages, take_messages(row));
  if (messages.size() != 2 || !is_turn(messages[0], "user") || !is_turn(messages[1], "assistant"))
    return unfit("messages", "must be a picture and what describes it");
  std::string question = messages[0].string_or("content", "");
  TRY_ASSIGN(std::string image, take_image(question));
  if (!question.empty()) return unfit("messages[0].content", "asks for more than a description");
  row["image"] = std::move(image);
  row["text"] = messages[1].string_or("content", "");
  return row;
}

}  // namespace millrace::rows
