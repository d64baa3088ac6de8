#include "text/tokenizer/tokenizer.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "text/tokenizer/bpe_trainer.h"

namespace millrace::text {
namespace {

using Spans = std::vector<Span>;

// A byte-level tokenizer without merges, and with these added tokens.
std::string bytes_with(const std::string& added) {
  BpeTrainer trainer = BpeTrainer::create({.vocabulary_size = 256}).value();
  std::string json = std::move(trainer).train();
  const std::string none = "\"added_tokens\":[]";
  return json.replace(json.find(none), none.size(), "\"added_tokens\":[" + added + "]");
}

Tokenizer load(const std::string& json, std::string_view config = {}) {
  auto tokenizer = Tokenizer::load(json, config);
  EXPECT_TRUE(tokenizer) << (tokenizer ? "" : tokenizer.error().message);
  return std::move(tokenizer).value();
}

TEST(Tokenizer, TheLongestAddedTokenWins) {
  const Tokenizer tokenizer = load(bytes_with(
      R"({"id":300,"content":"<a>","special":true},{"id":301,"content":"<a>b","normalized":false})"));
  EXPECT_EQ(tokenizer.encode("<a>b<a>"), (std::vector<TokenId>{301, 300}));
  EXPECT_EQ(tokenizer.encode("<a>b<a>", {.added_tokens = AddedTokenUse::kSpecialAsText}).size(),
            4U);
  EXPECT_EQ(tokenizer.encode("<a>b", kPlainText).size(), 4U);
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{300, 301}), "<a>b");
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{300, 301}, SkipSpecial::kNo), "<a><a>b");
}

TEST(Tokenizer, AddedTokensTakeWhiteSpaceAndStandAlone) {
  const Tokenizer tokenizer = load(bytes_with(
      R"({"id":300,"content":"<M>","lstrip":true,"rstrip":true,"normalized":false},
         {"id":301,"content":"the","single_word":true,"normalized":false})"));
  EXPECT_EQ(tokenizer.encode(" \n <M>  "), (std::vector<TokenId>{300}));
  EXPECT_EQ(tokenizer.encode("the"), (std::vector<TokenId>{301}));
  EXPECT_EQ(tokenizer.encode("then").size(), 4U);
  EXPECT_EQ(tokenizer.encode_with_spans(" <M> x").spans, (Spans{{0, 5}, {5, 6}}));
}

TEST(Tokenizer, BrokenBytesAreReplacementsWithTheirOwnSpans) {
  const Tokenizer tokenizer = load(bytes_with(""));
  const Encoding encoding = tokenizer.encode_with_spans(
      "a\xE4\xBD"
      "b\xFF");
  EXPECT_EQ(tokenizer.decode(encoding.ids), "a\uFFFDb\uFFFD");
  EXPECT_EQ(encoding.spans,
            (Spans{{0, 1}, {1, 3}, {1, 3}, {1, 3}, {3, 4}, {4, 5}, {4, 5}, {4, 5}}));
}

TEST(Tokenizer, NormalisedCharactersSpanWhatTheyCameFrom) {
  const Tokenizer tokenizer = load(bytes_with(""));
  const Encoding encoding = tokenizer.encode_with_spans("xe\u0301y");  // NFC: é, two bytes of three
  EXPECT_EQ(encoding.spans, (Spans{{0, 1}, {1, 4}, {1, 4}, {4, 5}}));
}

TEST(Tokenizer, AStreamHoldsHalfCharactersBack) {
  const Tokenizer tokenizer = load(bytes_with(""));
  StreamDecoder stream(tokenizer);
  const std::vector<TokenId> ids = tokenizer.encode("好");
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_EQ(stream.push(ids[0]), "");
  EXPECT_EQ(stream.push(ids[1]), "");
  EXPECT_EQ(stream.push(ids[2]), "好");
  EXPECT_EQ(stream.push(ids[0]), "");
  EXPECT_EQ(stream.push(*tokenizer.id("a")), "\uFFFDa");
  EXPECT_EQ(stream.push(-1), "");
  EXPECT_EQ(stream.finish(), "");
}

TEST(Tokenizer, TheConfigurationNamesAndAddsTokens) {
  const std::string json = bytes_with(R"({"id":300,"content":"<s>","special":true})");
  const Tokenizer tokenizer = load(json, R"({"bos_token":"<s>","eos_token":{"content":"</s>"},
    "model_max_length":1000000000000000019884624838656,
    "added_tokens_decoder":{"301":{"content":"</s>","special":true}}})");
  EXPECT_EQ(tokenizer.bos(), 300);
  EXPECT_EQ(tokenizer.eos(), 301);
  EXPECT_EQ(tokenizer.pad(), std::nullopt);
  EXPECT_EQ(tokenizer.vocabulary_size(), 302U);
  EXPECT_EQ(tokenizer.encode("</s>"), (std::vector<TokenId>{301}));
}

// Would run for hours if merging cost the square of the length.
TEST(Tokenizer, AMillionEqualLettersAreNoTrouble) {
  BpeTrainer trainer = BpeTrainer::create({.vocabulary_size = 262}).value();
  trainer.add(std::string(64, 'a') + " " + std::string(64, 'a'));
  const Tokenizer tokenizer = load(std::move(trainer).train());
  const std::string text(1 << 20, 'a');
  const auto ids = tokenizer.encode(text);
  EXPECT_LT(ids.size(), text.size() / 8);
  EXPECT_EQ(tokenizer.decode(ids), text);
}

TEST(Tokenizer, RefusesWithWords) {
  const auto refusal = [](std::string_view json) {
    const auto tokenizer = Tokenizer::load(json);
    return tokenizer ? std::string("accepted") : tokenizer.error().message;
  };
  EXPECT_EQ(refusal("[]"), "tokenizer.json is not a JSON object");
  EXPECT_EQ(refusal("{}"), "tokenizer.json has no \"model\"");
  EXPECT_EQ(refusal(R"({"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}})"),
            "tokenizer.json: merge 0 must be \"a b\" or [\"a\", \"b\"], both in \"vocab\"");
  EXPECT_EQ(refusal(R"({"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}})"),
            "tokenizer.json: the id -1 of \"a\" is not between 0 and 16777215");
  EXPECT_EQ(refusal(R"({"model":{"type":"BPE","vocab":{},"merges":[]},"normalizer":{"type":"X"}})"),
            "tokenizer.json: the normalizer \"X\" is not supported");
  EXPECT_NE(refusal(R"({"model":{"type":"BPE","vocab":{},"merges":[]},
    "pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}})")
                .find("is not understood"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace::text
