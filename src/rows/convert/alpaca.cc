// Alpaca and pairs of a question and an answer: conversations of one turn, with history before it.
#include <fmt/core.h>

#include "rows/convert/forms.h"

namespace millrace::rows {
namespace {

// A message with role and content alone, or with `also` beside.
bool is_plain(const json::Value& message, std::string_view role, std::string_view also = {}) {
  const json::Object& fields = *message.as_object();
  const std::size_t known = 2 + (also.empty() || fields.find(also) == nullptr ? 0 : 1);
  return message.string_or("role", "") == role && fields.size() == known;
}

std::string content_of(const json::Value& message) {
  return message.string_or("content", "");
}

Error no_pairs(std::size_t at) {
  return unfit(fmt::format("messages[{}]", at),
               "a question and an answer in turn is what this form can hold, and nothing beside "
               "their texts");
}

Result<json::Array> take_history(json::Object& row) {
  json::Array out;
  const json::Value* history = row.find("history");
  const bool any =
      history != nullptr && history->as_array() != nullptr && !history->as_array()->empty();
  if (!any) return out;  // an empty one stays as it is
  const json::Value pairs = take(row, "history");
  for (std::size_t i = 0; i < pairs.as_array()->size(); ++i) {
    const json::Array* pair = (*pairs.as_array())[i].as_array();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].as_string() == nullptr ||
        (*pair)[1].as_string() == nullptr)
      return unfit(fmt::format("history[{}]", i), "must be a question and an answer");
    out.emplace_back(turn("user", *(*pair)[0].as_string()));
    out.emplace_back(turn("assistant", *(*pair)[1].as_string()));
  }
  return out;
}

}  // namespace

Result<json::Object> alpaca_to_messages(json::Object row) {
  TRY(keep_free(row, {"messages"}));
  json::Array messages;
  if (const json::Value* system = row.find("system");
      system != nullptr && system->as_string() != nullptr && !system->as_string()->empty())
    messages.emplace_back(turn("system", *take(row, "system").as_string()));
  TRY_ASSIGN(const json::Array history, take_history(row));
  messages.insert(messages.end(), history.begin(), history.end());
  TRY_ASSIGN(std::string question, take_text(row, "instruction"));
  const bool has_input = row.find("input") != nullptr;
  std::string input;
  if (has_input) {
    TRY_ASSIGN(input, take_text(row, "input"));
  }
  if (!input.empty()) question += "\n" + input;
  json::Object user = turn("user", question);
  if (has_input) user["input"] = input;  // where it begins would be lost
  messages.emplace_back(std::move(user));
  TRY_ASSIGN(std::string answer, take_text(row, "output"));
  messages.emplace_back(turn("assistant", std::move(answer)));
  row["messages"] = std::move(messages);
  return row;
}

Result<json::Object> messages_to_alpaca(json::Object row) {
  TRY_ASSIGN(const json::Array messages, take_messages(row));
  TRY(keep_free(row, {"instruction", "input", "output"}));
  std::size_t at = 0;
  json::Object out;
  if (!messages.empty() && is_plain(messages[0], "system") && !content_of(messages[0]).empty()) {
    TRY(keep_free(row, {"system"}));
    out["system"] = content_of(messages[at++]);
  }
  if (messages.size() < at + 2 || (messages.size() - at) % 2 != 0) return no_pairs(at);
  json::Array history;
  for (; at + 2 < messages.size(); at += 2) {
    if (!is_plain(messages[at], "user") || !is_plain(messages[at + 1], "assistant"))
      return no_pairs(at);
    history.emplace_back(json::Array{content_of(messages[at]), content_of(messages[at + 1])});
  }
  if (!is_plain(messages[at], "user", "input") || !is_plain(messages[at + 1], "assistant"))
    return no_pairs(at);
  if (!history.empty()) {
    TRY(keep_free(row, {"history"}));
    out["history"] = std::move(history);
  }
  std::string question = content_of(messages[at]);
  if (const json::Value* input = messages[at].find("input")) {
    const std::string tail = input->as_string() == nullptr || input->as_string()->empty()
                                 ? ""
                                 : "\n" + *input->as_string();
    if (input->as_string() == nullptr || !question.ends_with(tail)) return no_pairs(at);
    question.resize(question.size() - tail.size());
    out["input"] = *input;
  }
  out["instruction"] = std::move(question);
  out["output"] = content_of(messages[at + 1]);
  for (auto& [name, value] : row) out[name] = std::move(value);
  return out;
}

Result<json::Object> answer_to_messages(json::Object row) {
  TRY(keep_free(row, {"messages"}));
  constexpr std::string_view kPairs[][2] = {
      {"Q", "A"}, {"question", "answer"}, {"Query", "Answer"}};
  for (const auto& [q, a] : kPairs) {
    if (row.find(q) == nullptr || row.find(a) == nullptr) continue;
    TRY_ASSIGN(std::string question, take_text(row, q));
    TRY_ASSIGN(std::string answer, take_text(row, a));
    row["messages"] = json::Array{json::Value(turn("user", std::move(question))),
                                  json::Value(turn("assistant", std::move(answer)))};
    if (q != "Q") row["qa_names"] = json::Array{q, a};
    return row;
  }
  return unfit("Q", "and A are missing");
}

Result<json::Object> messages_to_answer(json::Object row) {
  TRY_ASSIGN(const json::Array messages, take_messages(row));
  if (messages.size() != 2 || !is_plain(messages[0], "user") || !is_plain(messages[1], "assistant"))
    return unfit("messages", "must be one question and one answer");
  std::string q = "Q", a = "A";
  if (const json::Value names = take(row, "qa_names");
      names.as_array() != nullptr && names.as_array()->size() == 2 &&
      (*names.as_array())[0].as_string() != nullptr &&
      (*names.as_array())[1].as_string() != nullptr) {
    q = *(*names.as_array())[0].as_string();
    a = *(*names.as_array())[1].as_string();
  }
  TRY(keep_free(row, {q, a}));
  json::Object out{{q, content_of(messages[0])}, {a, content_of(messages[1])}};
  for (auto& [name, value] : row) out[name] = std::move(value);
  return out;
}

}  // namespace millrace::rows
