#include "text/formats/dataset_format.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "text/formats/preference_rows.h"

namespace millrace::text {
namespace {

const FieldNames kQuestion = {"question", "q", "query", "prompt", "input"};
const FieldNames kAnswer = {"answer", "a", "response", "completion", "output"};
const FieldNames kLabelledText = {"text", "sentence", "review", "content", "headline", "title"};
const FieldNames kLabel = {"label", "class", "category"};

struct Name {
  DatasetFormat format;
  std::string_view name;
};
constexpr Name kNames[] = {
    {DatasetFormat::kAlpaca, "alpaca"},
    {DatasetFormat::kMessages, "messages"},
    {DatasetFormat::kShareGpt, "sharegpt"},
    {DatasetFormat::kQuestionAnswer, "qa"},
    {DatasetFormat::kPreference, "preference"},
    {DatasetFormat::kText, "text"},
    {DatasetFormat::kClassification, "classification"},
};

json::Value conversation_of(std::string_view question, std::string_view answer) {
  return json::Array{message("user", question), message("assistant", answer)};
}

void read_history(RowFields& fields, json::Array& messages) {
  const json::Value* history = fields.find({"history"});
  if (history == nullptr || history->is_null()) return;
  if (history->as_array() == nullptr) return fields.wrong("history", "must be a list of pairs");
  for (const json::Value& pair : *history->as_array()) {
    const json::Array* texts = pair.as_array();
    if (texts == nullptr || texts->size() != 2 || (*texts)[0].as_string() == nullptr ||
        (*texts)[1].as_string() == nullptr)
      return fields.wrong("history", "must be pairs of a question and an answer");
    messages.emplace_back(message("user", *(*texts)[0].as_string()));
    messages.emplace_back(message("assistant", *(*texts)[1].as_string()));
  }
}

void read_alpaca(RowFields& fields, Example& example) {
  const std::string system = fields.optional_text({"system"});
  if (!system.empty()) example.messages.emplace_back(message("system", system));
  read_history(fields, example.messages);
  const std::string input = fields.optional_text({"input"});
  std::string question = fields.required_text({"instruction"});
  if (!base::trim(input).empty()) question += "\n" + input;
  example.messages.emplace_back(message("user", question));
  example.messages.emplace_back(message("assistant", fields.required_text({"output"})));
}

void add_system(RowFields& fields, json::Array& messages) {
  const std::string system = fields.optional_text({"system", "system_prompt"});
  if (system.empty() || (!messages.empty() && messages[0].string_or("role", "") == "system"))
    return;
  messages.insert(messages.begin(), json::Value(message("system", system)));
}

void read_listed(RowFields& fields, Example& example, std::string_view field) {
  const json::Value* list = fields.find({field});
  if (list == nullptr) return fields.wrong(field, "is missing");
  example.messages = read_messages(fields, field, *list);
  add_system(fields, example.messages);
  example.tools = read_tools(fields);
  if (!fields.is_wrong()) require_answer(fields, field, example.messages);
}

void read_question(RowFields& fields, Example& example) {
  const std::string question = fields.required_text(kQuestion);
  const std::string answer = fields.required_text(kAnswer);
  example.messages = *conversation_of(question, answer).as_array();
  add_system(fields, example.messages);
}

void read_classification(RowFields& fields, Example& example) {
  const std::string text = fields.required_text(kLabelledText);
  const json::Value* label = fields.find(kLabel);
  std::string answer;
  if (label != nullptr && label->as_int() != nullptr)
    answer = std::to_string(*label->as_int());
  else
    answer = fields.required_text(kLabel);
  example.messages = *conversation_of(text, answer).as_array();
}

void read_text(RowFields& fields, Example& example) {
  example.kind = Example::Kind::kText;
  example.text = fields.required_text({"text"});
}

std::string listed_fields(const json::Object& row) {
  std::string names;
  for (const auto& [key, value] : row) names += (names.empty() ? "\"" : ", \"") + key + "\"";
  return names.empty() ? "no fields" : names;
}

}  // namespace

std::string_view dataset_format_name(DatasetFormat format) {
  for (const Name& name : kNames)
    if (name.format == format) return name.name;
  return "unknown";
}

std::optional<DatasetFormat> parse_dataset_format(std::string_view text) {
  for (const Name& name : kNames)
    if (name.name == text) return name.format;
  return std::nullopt;
}

Result<Detection> detect_format(const json::Value& row) {
  const json::Object* object = row.as_object();
  if (object == nullptr)
    return fail(ErrorCode::kInvalid,
                fmt::format("rows are JSON objects, this one is {}", row.kind()));
  const RowFields fields(*object);
  const auto has = [&](const FieldNames& names) { return fields.find(names) != nullptr; };
  if ((has({"chosen", "chosen_messages"}) && has({"rejected", "rejected_messages"})))
    return Detection{DatasetFormat::kPreference, "the rows have \"chosen\" and \"rejected\""};
  if (has({"prompt"}) && has({"response_0"}))
    return Detection{DatasetFormat::kPreference, "the rows have \"prompt\" and \"response_0\""};
  if (has({"messages"})) return Detection{DatasetFormat::kMessages, "the rows have \"messages\""};
  if (has({"conversations", "conversation"}))
    return Detection{DatasetFormat::kShareGpt, "the rows have \"conversations\""};
  if (has({"instruction"}))
    return Detection{DatasetFormat::kAlpaca, "the rows have \"instruction\""};
  if (has(kLabelledText) && has(kLabel))
    return Detection{DatasetFormat::kClassification, "the rows have a text and a label"};
  if (has(kQuestion) && has(kAnswer))
    return Detection{DatasetFormat::kQuestionAnswer, "the rows have a question and an answer"};
  if (has({"text"})) return Detection{DatasetFormat::kText, "the rows have \"text\" alone"};
  return fail(
      ErrorCode::kInvalid,
      fmt::format("no known format: the row has {}; known are instruction + output (alpaca), "
                  "messages, conversations (sharegpt), question + answer or Q + A, "
                  "chosen + rejected or prompt + response_0 (preference), text + label, text",
                  listed_fields(*object)));
}

std::variant<Example, RowError> read_example(const json::Value& row, std::int64_t number,
                                             DatasetFormat format) {
  const json::Object* object = row.as_object();
  if (object == nullptr)
    return RowError{number, "", fmt::format("must be an object, not {}", row.kind())};
  RowFields fields(*object);
  Example example;
  example.row = number;
  switch (format) {
    case DatasetFormat::kAlpaca:
      read_alpaca(fields, example);
      break;
    case DatasetFormat::kMessages:
      read_listed(fields, example, "messages");
      break;
    case DatasetFormat::kShareGpt:
      read_listed(fields, example, "conversations");
      break;
    case DatasetFormat::kQuestionAnswer:
      read_question(fields, example);
      break;
    case DatasetFormat::kPreference:
      read_preference(fields, example);
      break;
    case DatasetFormat::kText:
      read_text(fields, example);
      break;
    case DatasetFormat::kClassification:
      read_classification(fields, example);
      break;
  }
  if (!fields.error()) return example;
  RowError error = *fields.error();
  error.row = number;
  return error;
}

}  // namespace millrace::text
