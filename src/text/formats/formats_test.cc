#include <gtest/gtest.h>

#include "text/formats/example_reader.h"

namespace millrace::text {
namespace {

struct Read {
  std::vector<Example> examples;
  std::vector<RowError> errors;
  std::string failure;
  std::optional<Detection> detection;
};

Read read_all(std::string_view text, ExampleReader::Options options = {}) {
  Read read;
  auto reader = ExampleReader::open(read_from(text), options);
  if (!reader) {
    read.failure = reader.error().message;
    return read;
  }
  while (true) {
    auto next = reader->next();
    if (!next) read.failure = next.error().message;
    if (!next || !*next) break;
    if (auto* example = std::get_if<Example>(&**next))
      read.examples.push_back(*example);
    else
      read.errors.push_back(std::get<RowError>(**next));
  }
  read.detection = reader->detection();
  return read;
}

std::string shown(const json::Array& messages) {
  std::string text;
  for (const json::Value& m : messages)
    text += m.string_or("role", "?") + ":" + m.string_or("content", "?") + ";";
  return text;
}

TEST(Formats, AlpacaWithInputSystemAndHistory) {
  const Read read = read_all(R"([
    {"instruction":"译","input":"猫","output":"cat","system":"s","history":[["a","b"]]},
    {"instruction":"i","input":"","output":"o"}])");
  ASSERT_EQ(read.examples.size(), 2U) << read.failure;
  EXPECT_EQ(shown(read.examples[0].messages),
            "system:s;user:a;assistant:b;user:译\n猫;assistant:cat;");
  EXPECT_EQ(shown(read.examples[1].messages), "user:i;assistant:o;");
  EXPECT_EQ(read.detection->format, DatasetFormat::kAlpaca);
  EXPECT_EQ(read.detection->reason, "the rows have \"instruction\"");
}

TEST(Formats, MessagesWithToolsWhoseArgumentsAreText) {
  const Read read = read_all(
      R"({"messages":[{"role":"user","content":"?"},{"role":"assistant","content":null,"tool_calls":[)"
      R"({"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":"2"}],"tools":"[{\"name\":\"f\"}]"})");
  ASSERT_EQ(read.examples.size(), 1U) << (read.errors.empty() ? "" : read.errors[0].reason);
  const json::Value& call = (*read.examples[0].messages[1].find("tool_calls")->as_array())[0];
  EXPECT_EQ(call.find("function")->find("arguments")->int_or("a", 0), 1);
  EXPECT_EQ(read.examples[0].messages[2].string_or("tool_call_id", ""), "c1");
  EXPECT_EQ(read.examples[0].tools.size(), 1U);
}

TEST(Formats, ShareGptWithCallsAndObservations) {
  const Read read =
      read_all(R"([{"conversations":[{"from":"human","value":"q"},)"
               R"({"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"},)"
               R"({"from":"observation","value":"r"},{"from":"gpt","value":"a"}],"system":"s"}])");
  ASSERT_EQ(read.examples.size(), 1U) << read.failure;
  EXPECT_EQ(shown(read.examples[0].messages), "system:s;user:q;assistant:;tool:r;assistant:a;");
  EXPECT_NE(read.examples[0].messages[2].find("tool_calls"), nullptr);
}

TEST(Formats, QuestionsAndAnswersUnderAnyOfTheirNames) {
  EXPECT_EQ(shown(read_all(R"({"Q":"q","A":"a"})").examples.at(0).messages), "user:q;assistant:a;");
  EXPECT_EQ(shown(read_all(R"({"question":"q","answer":"a"})").examples.at(0).messages),
            "user:q;assistant:a;");
  EXPECT_EQ(shown(read_all(R"({"prompt":"q","completion":"a"})").examples.at(0).messages),
            "user:q;assistant:a;");
}

TEST(Formats, PreferencePairsInTheirShapes) {
  const Read pku = read_all(
      R"({"prompt":"p","response_0":"x","response_1":"y","response_2":"z","better_response_id":1})");
  ASSERT_EQ(pku.examples.size(), 1U);
  EXPECT_EQ(shown(pku.examples[0].chosen), "assistant:y;");
  ASSERT_EQ(pku.examples[0].rejected.size(), 2U);
  EXPECT_EQ(shown(pku.examples[0].conversation()), "user:p;assistant:y;");

  const Read pair = read_all(
      R"([{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"g"},)"
      R"("rejected":{"from":"gpt","value":"b"}}])");
  ASSERT_EQ(pair.examples.size(), 1U);
  EXPECT_EQ(shown(pair.examples[0].messages) + shown(pair.examples[0].chosen),
            "user:q;assistant:g;");

  const Read whole =
      read_all(R"({"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"g"}],)"
               R"("rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]})");
  ASSERT_EQ(whole.examples.size(), 1U);
  EXPECT_EQ(shown(whole.examples[0].messages), "user:q;");
  EXPECT_EQ(shown(whole.examples[0].rejected[0]), "assistant:b;");
}

TEST(Formats, AnUnlabelledPreferenceSaysSo) {
  const Read read = read_all(R"({"prompt":"p","response_0":"x","response_1":"y"})");
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].field, "better_response_id");
}

TEST(Formats, CsvWithQuotesLineBreaksAndAByteOrderMark) {
  const Read read = read_all(
      "\xEF\xBB\xBFinstruction,input,output\r\n\"a, \"\"b\"\"\nc\",,\xE7\x8C\xAB\r\nx,y\r\nq,w,e");
  ASSERT_EQ(read.examples.size(), 2U) << read.failure;
  EXPECT_EQ(shown(read.examples[0].messages), "user:a, \"b\"\nc;assistant:猫;");
  EXPECT_EQ(shown(read.examples[1].messages), "user:q\nw;assistant:e;");
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].row, 3);
  EXPECT_EQ(read.errors[0].reason, "2 fields under a header of 3 columns");
}

TEST(Formats, TextAndLabelsBecomeQuestions) {
  const Read read = read_all("text\tlabel\n股市大涨\tstocks\n");
  ASSERT_EQ(read.examples.size(), 1U) << read.failure;
  EXPECT_EQ(shown(read.examples[0].messages), "user:股市大涨;assistant:stocks;");
}

TEST(Formats, ATextAndANumberInEachLineNeedNoHeader) {
  const Read read = read_all("股市大涨\t2\n60年铁树开花\t5\n");
  ASSERT_EQ(read.examples.size(), 2U) << read.failure;
  EXPECT_EQ(read.examples[0].row, 1);
  EXPECT_EQ(shown(read.examples[0].messages), "user:股市大涨;assistant:2;");
  EXPECT_EQ(shown(read.examples[1].messages), "user:60年铁树开花;assistant:5;");
}

TEST(Formats, PlainText) {
  const Read read = read_all(R"({"text":"abc"})");
  ASSERT_EQ(read.examples.size(), 1U);
  EXPECT_EQ(read.examples[0].kind, Example::Kind::kText);
  EXPECT_EQ(read.examples[0].text, "abc");
}

TEST(Formats, EachFaultOfARowHasItsOwnReasonAndNumber) {
  const std::string text = std::string("{\"Q\":\"q\",\"A\":\"a\"}\n") +
                           "\n"
                           "{\"Q\":\"q\"}\n"
                           "{\"Q\":1,\"A\":\"a\"}\n"
                           "{\"Q\":\" \",\"A\":\"a\"}\n"
                           "{\"Q\":\"q\",\"A\"\n"
                           "{\"Q\":\"q\",,}\n"
                           "{\"Q\":\"\xFF\",\"A\":\"a\"}\n" +
                           std::string("{\"Q\":\"\0\",\"A\":\"a\"}\n", 18) +
                           "[1]\n"
                           "{\"Q\":\"q\",\"A\":\"last\"}";
  const Read read = read_all(text);
  EXPECT_EQ(read.examples.size(), 2U);
  EXPECT_EQ(read.examples.back().row, 11);
  std::vector<std::string> reasons;
  for (const RowError& error : read.errors)
    reasons.push_back(std::to_string(error.row) + " " + error.field + ": " +
                      error.reason.substr(0, 24));
  const std::vector<std::string> expected = {
      "3 answer: is missing",         "4 question: must be a string, not in",
      "5 question: is empty",         "6 : the JSON ends before it ",
      "7 : not valid JSON: The JSON", "8 : not UTF-8 at byte 7 of t",
      "9 : a NUL byte at byte 7 of ", "10 : must be an object, not a",
  };
  EXPECT_EQ(reasons, expected);
}

TEST(Formats, ATruncatedArrayKeepsWhatIsWhole) {
  const Read read = read_all(R"([{"Q":"q","A":"a"},{"Q":"q","A)");
  EXPECT_EQ(read.examples.size(), 1U);
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].row, 2);
  EXPECT_EQ(read.errors[0].reason, "the file ends within this row: it was truncated");
}

TEST(Formats, ARowBeyondTheLimitIsNamedAndPassedOver) {
  ExampleReader::Options options;
  options.limits.max_row_bytes = 40;
  const Read read = read_all(
      "{\"Q\":\"" + std::string(100, 'x') + "\",\"A\":\"a\"}\n{\"Q\":\"q\",\"A\":\"a\"}", options);
  EXPECT_EQ(read.examples.size(), 1U);
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].reason, "the row is longer than 40 bytes");
}

TEST(Formats, UnknownFieldsAreListedWithWhatIsKnown) {
  const Read read = read_all(R"({"foo":1,"bar":2})");
  EXPECT_NE(read.failure.find("\"foo\", \"bar\""), std::string::npos) << read.failure;
  EXPECT_NE(read.failure.find("instruction + output"), std::string::npos);
}

TEST(Formats, RowsWithoutAnAnswerAreRefused) {
  const Read read = read_all(R"({"messages":[{"role":"user","content":"q"}]})");
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].field, "messages");
}

}  // namespace
}  // namespace millrace::text
