#include "text/tokenizer/bpe_trainer.h"

#include <gtest/gtest.h>

#include "json/value.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::text {
namespace {

std::string trained(const std::vector<std::string>& texts, BpeTrainingOptions options) {
  BpeTrainer trainer = BpeTrainer::create(std::move(options)).value();
  for (const std::string& text : texts) trainer.add(text);
  return std::move(trainer).train();
}

const std::vector<std::string> kTexts = {"low lower lowest", "new newer newest low",
                                         "模型训练 模型 数据 模型"};

// What Hugging Face's trainer gives for these texts, split and normalised alike.
TEST(BpeTrainer, TheMergesAreThoseOfHuggingFace) {
  const std::vector<std::string> expected = {"l o",   "w e",      "n e",  "¡ å",     "¨ ¡å",
                                             "æ ¨¡å", "Ġ lo",     "ŀ ĭ",  "æ¨¡å ŀĭ", "s t",
                                             "Ġ ne",  "Ġ æ¨¡åŀĭ", "we r", "we st"};
  const json::Value file = json::parse(trained(kTexts, {.vocabulary_size = 290})).value();
  std::vector<std::string> merges;
  for (const json::Value& merge : *file.find("model")->find("merges")->as_array())
    merges.push_back(*(*merge.as_array())[0].as_string() + " " +
                     *(*merge.as_array())[1].as_string());
  EXPECT_EQ(merges, expected);
}

TEST(BpeTrainer, TheOrderOfTextsIsNothing) {
  std::vector<std::string> reversed(kTexts.rbegin(), kTexts.rend());
  EXPECT_EQ(trained(kTexts, {.vocabulary_size = 290}), trained(reversed, {.vocabulary_size = 290}));
}

TEST(BpeTrainer, EveryTextSurvivesTheRoundTrip) {
  const auto tokenizer = Tokenizer::load(
      trained(kTexts, {.vocabulary_size = 265, .special = {"<|im_start|>", "<|im_end|>"}}));
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  EXPECT_EQ(tokenizer->vocabulary_size(), 265U);
  EXPECT_EQ(tokenizer->id("<|im_end|>"), 264);
  for (const std::string text : {"seen and unseen: 数据集 😀", "\n\t x", ""}) {
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(text)), text);
  }
  EXPECT_EQ(tokenizer->encode("<|im_end|>").size(), 1U);
  EXPECT_GT(tokenizer->encode("<|im_end|>", kPlainText).size(), 1U);
}

TEST(BpeTrainer, StopsWhenNoPairIsFrequentEnough) {
  const auto tokenizer = Tokenizer::load(trained({"ab ab"}, {.vocabulary_size = 1000}));
  // "ab" and " ab": a pair must occur twice.
  EXPECT_EQ(tokenizer->vocabulary_size(), 257U);
}

TEST(BpeTrainer, RefusesImpossibleSizes) {
  const auto trainer = BpeTrainer::create({.vocabulary_size = 256, .special = {"<s>"}});
  ASSERT_FALSE(trainer);
  EXPECT_NE(trainer.error().message.find("from 257"), std::string::npos);
}

}  // namespace
}  // namespace millrace::text
