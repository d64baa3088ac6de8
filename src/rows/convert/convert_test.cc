// There and back again, for rows made at random; and the words of what cannot be.
#include "rows/convert/convert.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/rng.h"

namespace millrace::rows {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : rng_(seed) {}

  json::Value row(Schema schema) {
    json::Object out = fields(schema);
    if (maybe()) out["source"] = text();
    if (maybe()) out["score"] = json::Array{std::int64_t{1}, 2.5, nullptr};
    return out;
  }

 private:
  bool maybe() { return rng_.below(2) == 0; }
  std::string text() {
    static constexpr const char* kWords[] = {"", "a", "\n", "说 ", "<img>", "\"", "input", "\n\n"};
    std::string out = "t";
    for (std::uint64_t i = rng_.below(4); i > 0; --i) out += kWords[rng_.below(8)];
    return out;
  }

  json::Array turns(std::string_view role, std::string_view content, std::string_view user,
                    std::string_view assistant) {
    json::Array out;
    const auto add = [&](std::string_view who, std::string what) {
      json::Object one;
      one[role] = who;
      one[content] = std::move(what);
      if (rng_.below(8) == 0) one["weight"] = std::int64_t{0};
      out.emplace_back(std::move(one));
    };
    if (maybe()) add("system", text());
    for (std::uint64_t i = 1 + rng_.below(3); i > 0; --i) {
      add(user, text());
      if (role == "from" && rng_.below(4) == 0)
        add("function_call",
            maybe() ? R"({"name":"f","arguments":{"x":1}})" : R"([{"name": "f"}, {"name": "g"}])");
      add(assistant, text());
    }
    return out;
  }

  json::Array messages() {
    json::Array out = turns("role", "content", "user", "assistant");
    if (rng_.below(4) == 0) {
      json::Object call{{"role", "assistant"}, {"content", ""}};
      call["tool_calls"] = json::Array{
          json::Object{{"type", "function"}, {"function", json::Object{{"name", "f"}}}}};
      if (maybe()) (*call["tool_calls"].as_array())[0].as_object()->append("id", "7");
      out.emplace_back(std::move(call));
    }
    return out;
  }

  json::Object alpaca() {
    json::Object out{{"instruction", text()}, {"output", text()}};
    if (maybe()) out["input"] = maybe() ? "" : text();
    if (maybe()) out["system"] = maybe() ? "" : text();
    if (maybe()) {
      json::Array pairs;
      for (std::uint64_t i = rng_.below(3); i > 0; --i)
        pairs.emplace_back(json::Array{text(), text()});
      out["history"] = std::move(pairs);
    }
    return out;
  }

  json::Object ranking(std::int64_t count) {
    json::Object out{{"prompt", text()}};
    for (std::int64_t i = 0; i < count; ++i) {
      out[fmt::format("response_{}", i)] = text();
      if (maybe()) out[fmt::format("is_response_{}_safe", i)] = maybe();
    }
    for (const auto& [order, first] : {std::pair{"relevance_order", "better_response_id"},
                                       std::pair{"safety_order", "safer_response_id"}}) {
      if (maybe()) continue;
      const auto best = static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(count)));
      out[first] = best;
      if (maybe()) continue;
      json::Array numbers{best};
      for (std::int64_t i = 0; i < count; ++i)
        if (i != best) numbers.emplace_back(i);
      out[order] = std::move(numbers);
    }
    return out;
  }

  json::Object fields(Schema schema) {
    switch (schema) {
      case Schema::kAlpaca:
        return alpaca();
      case Schema::kMessages:
        return {{"messages", messages()}};
      case Schema::kShareGpt:
        return {{"conversations", maybe() ? turns("from", "value", "human", "gpt")
                                          : turns("from", "value", "user", "assistant")}};
      case Schema::kQwenVl:
        return {{"id", text()}, {"conversations", turns("from", "value", "user", "assistant")}};
      case Schema::kQuestionAnswer:
        return maybe() ? json::Object{{"Q", text()}, {"A", text()}, {"SQ", text()}}
                       : json::Object{{"question", text()}, {"answer", text()}};
      case Schema::kRanking:
        return ranking(static_cast<std::int64_t>(2 + rng_.below(3)));
      case Schema::kPku: {
        json::Object out = ranking(2);
        out.erase("relevance_order");
        out.erase("safety_order");
        return out;
      }
      case Schema::kChosenRejected:
        return {{"prompt", text()},
                {"chosen", text()},
                {"rejected", text()},
                {"chosen_id", std::int64_t{1}},
                {"rejected_id", std::int64_t{0}}};
      case Schema::kImageText:
        return {{"image", "a/b.jpg"}, {"text", text()}};
      case Schema::kVqa: {
        json::Array pairs;
        for (std::uint64_t i = 1 + rng_.below(3); i > 0; --i)
          pairs.emplace_back(json::Object{{"question", text()}, {"answer", text()}});
        return {{"image", "x.png"}, {"qa", std::move(pairs)}};
      }
      case Schema::kImageLabels:
        return {{"image", "y.bmp"}};
    }
    return {};
  }

  base::SeededRng rng_;
};

constexpr Schema kAll[] = {
    Schema::kAlpaca,    Schema::kMessages, Schema::kShareGpt,   Schema::kQuestionAnswer,
    Schema::kQwenVl,    Schema::kRanking,  Schema::kPku,        Schema::kChosenRejected,
    Schema::kImageText, Schema::kVqa,      Schema::kImageLabels};

TEST(Convert, ThereAndBackAgainIsTheRowThatWas) {
  for (const Schema from : kAll)
    for (const Schema to : kAll) {
      int converted = 0, refused = 0;
      for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const json::Value row = Maker(seed).row(from);
        const auto there = convert_row(row, from, to);
        if (!there) {
          EXPECT_EQ(there.error().code, ErrorCode::kInvalid);
          ++refused;
          continue;
        }
        const auto back = convert_row(*there, to, from);
        ASSERT_TRUE(back) << "seed " << seed << " " << json::dump(row) << " → "
                          << json::dump(*there) << ": " << back.error().to_string();
        EXPECT_EQ(*back, row) << "seed " << seed << " " << schema_name(from) << " → "
                              << schema_name(to) << "\n"
                              << json::dump(row) << "\n"
                              << json::dump(*there) << "\n"
                              << json::dump(*back);
        ++converted;
      }
      EXPECT_TRUE(converted > 0 || refused == 300);
      for (const Template* of : all_templates()) {  // what is offered works for some
        const auto offered = schemas_of(*of);
        const bool is_offered = offered.front() == from &&
                                std::find(offered.begin(), offered.end(), to) != offered.end();
        if (is_offered) {
          EXPECT_GT(converted, 0) << schema_name(from) << " → " << schema_name(to);
        }
      }
    }
}

std::string as(Schema from, Schema to, std::string_view row) {
  const auto out = convert_row(*json::parse(row), from, to);
  return out                              ? json::dump_canonical(*out)
         : out.error().violations.empty() ? out.error().message
                                          : out.error().violations[0].field;
}

TEST(Convert, FormsAreWhatOthersRead) {
  EXPECT_EQ(
      as(Schema::kAlpaca, Schema::kShareGpt, R"({"instruction":"i","input":"x","output":"o"})"),
      R"({"conversations":[{"from":"human","input":"x","value":"i\nx"},)"
      R"({"from":"gpt","value":"o"}]})");
  EXPECT_EQ(as(Schema::kShareGpt, Schema::kMessages,
               R"({"conversations":[{"from":"human","value":"a"},)"
               R"({"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{}}"}]})"),
            R"({"messages":[{"content":"a","role":"user"},{"content":"","role":"assistant",)"
            R"("tool_calls":[{"function":{"arguments":{},"name":"f"},"type":"function"}]}]})");
  EXPECT_EQ(as(Schema::kRanking, Schema::kChosenRejected,
               R"({"prompt":"p","response_0":"a","response_1":"b","better_response_id":1})"),
            R"({"chosen":"b","chosen_id":1,"prompt":"p","rejected":"a","rejected_id":0})");
  EXPECT_EQ(as(Schema::kVqa, Schema::kQwenVl,
               R"({"image":"a.jpg","qa":[{"question":"q","answer":"w"}]})"),
            R"({"conversations":[{"from":"user","value":"Picture 1: <img>a.jpg</img>\nq"},)"
            R"({"from":"assistant","value":"w"}]})");
}

TEST(Convert, WhatAFormCannotHoldIsRefusedByItsField) {
  EXPECT_EQ(as(Schema::kRanking, Schema::kChosenRejected,
               R"({"prompt":"p","response_0":"a","response_1":"b"})"),
            "better_response_id");
  EXPECT_EQ(as(Schema::kRanking, Schema::kPku,
               R"({"prompt":"p","response_0":"a","response_1":"b","response_2":"c"})"),
            "response_2");
  EXPECT_EQ(as(Schema::kMessages, Schema::kAlpaca,
               R"({"messages":[{"role":"tool","content":"a"},{"role":"user","content":"b"}]})"),
            "messages[0]");
  EXPECT_NE(as(Schema::kAlpaca, Schema::kRanking, "{}").find("cannot be written"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace::rows
