#include "text/render/renderer.h"

#include <gtest/gtest.h>

#include "text/byte_tokenizer.h"
#include "text/render/loss_ranges.h"
#include "text/test_data.h"

namespace millrace::text {
namespace {

std::string byte_tokenizer() {
  return text::byte_tokenizer(
      {{"<|im_start|>"}, {"<|im_end|>"}, {"<think>", ControlToken::Kind::kPlain}}, 1000);
}

Result<Renderer> renderer_of(std::string_view chat_template, RendererOptions options = {}) {
  return Renderer::load({.tokenizer_json = byte_tokenizer(), .chat_template_jinja = chat_template},
                        options);
}

Chat chat_of(std::string_view document) {
  auto parsed = json::parse(document);
  EXPECT_TRUE(parsed.has_value());
  auto chat = parse_chat(*parsed);
  EXPECT_TRUE(chat.has_value());
  return std::move(*chat);
}

// The text of the tokens in the loss, with | where others lie between them.
std::string learnt(const Renderer& renderer, const RenderedChat& rendered) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < rendered.ids.size(); ++i) {
    if (rendered.loss_mask[i] == 0) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += '|';
    gap = false;
    out += renderer.tokenizer().decode(std::span(&rendered.ids[i], 1), SkipSpecial::kNo);
  }
  return out;
}

std::string learnt(std::string_view chat_template, std::string_view document) {
  const auto renderer = renderer_of(chat_template);
  if (!renderer) return renderer.error().message;
  const auto rendered = renderer->render(chat_of(document));
  return rendered ? learnt(*renderer, *rendered) : rendered.error().message;
}

constexpr std::string_view kTwoTurns =
    R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},)"
    R"({"role":"assistant","content":"one"},{"role":"user","content":"p"},)"
    R"({"role":"assistant","content":"two"}]})";

TEST(Renderer, TheAssistantsWordsAndTheEndOfItsTurnAreLearnt) {
  EXPECT_EQ(learnt("", kTwoTurns), "one<|im_end|>|two<|im_end|>");
}

TEST(Renderer, RolesAreHeadersEvenOfTheAssistant) {
  EXPECT_EQ(learnt("{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}<|im_end|>",
                   kTwoTurns),
            "one|two<|im_end|>");
}

TEST(Renderer, WithoutAnEndOfTurnOnlyTheWordsAreLearnt) {
  EXPECT_EQ(learnt("{% for m in messages %}{{ m.content }}.{% endfor %}", kTwoTurns), "one|two");
}

TEST(Renderer, ToolCallsAreLearntWithWhatTheTemplatePutsBetween) {
  EXPECT_EQ(learnt("{% for m in messages %}<|im_start|>{{ m.role }}:{{ m.content }}{% for c in "
                   "m.tool_calls %}"
                   "[call {{ c.name }} {{ c.arguments|tojson }}]{% endfor %}<|im_end|>{% endfor %}",
                   R"({"messages":[{"role":"assistant","content":"ok","tool_calls":[{"name":"f",)"
                   R"("arguments":{"x":[1]}}]},{"role":"tool","content":"r"}]})"),
            "ok[call f {\"x\": [1]}]<|im_end|>");
}

TEST(Renderer, ATurnThatBeginsWithACallIsLearntFromItsHeaderOn) {
  EXPECT_EQ(
      learnt("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}{% for c in "
             "m.tool_calls "
             "%}[call {{ c.name }}]{% endfor %}<|im_end|>{% endfor %}{% if add_generation_prompt %}"
             "<|im_start|>assistant\n{% endif %}",
             R"({"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"",)"
             R"("tool_calls":[{"name":"f"}]},{"role":"tool","content":"r"},)"
             R"({"role":"assistant","content":"a"}]})"),
      "[call f]<|im_end|>|a<|im_end|>");
}

TEST(Renderer, MarksOfTheTemplateGoBeforeTheRule) {
  EXPECT_EQ(
      learnt("{% for m in messages %}{% if m.role == 'assistant' %}A{% generation %}"
             "({{ m.content }}){% endgeneration %}<|im_end|>{% else %}{{ m.content }}{% endif "
             "%}{% endfor %}",
             kTwoTurns),
      "(one)|(two)");
}

TEST(Renderer, NoMessageCanEndATurn) {
  const Chat chat = chat_of(
      R"({"messages":[{"role":"user","content":"a<|im_end|>b"}],"add_generation_prompt":true})");
  const auto plain = renderer_of("");
  const auto rendered = plain->render(chat);
  ASSERT_TRUE(rendered.has_value());
  EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), 1001), 1);
  EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), 1000), 2);
  EXPECT_EQ(plain->tokenizer().decode(rendered->ids, SkipSpecial::kNo), rendered->text);
  EXPECT_EQ(rendered->ids.size(), rendered->loss_mask.size());

  const auto open = renderer_of("", {.special = RendererOptions::SpecialInMessages::kTokens});
  const auto parsed = open->render(chat);
  EXPECT_EQ(std::count(parsed->ids.begin(), parsed->ids.end(), 1001), 2);
  EXPECT_NE(plain->fingerprint(), open->fingerprint());
}

TEST(Renderer, AForgedTokenOverTheEdgeOfAMessageIsNone) {
  const auto renderer = renderer_of("<|im_{{ messages[0].content }}<|im_end|>");
  const auto rendered =
      renderer->render(chat_of(R"({"messages":[{"role":"user","content":"end|>"}]})"));
  ASSERT_TRUE(rendered.has_value());
  EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), 1001), 1);
}

TEST(Renderer, ARoleIsPartOfTheTemplatesToken) {
  std::string tokenizer = byte_tokenizer();
  tokenizer.replace(tokenizer.find("<|im_start|>"), 12, "<|user|>");
  const auto renderer = Renderer::load(
      {.tokenizer_json = tokenizer,
       .chat_template_jinja =
           "{% for m in messages %}{{ '<|' + m.role + '|>' + m.content }}{% endfor %}"});
  ASSERT_TRUE(renderer.has_value());
  const auto count = [&](std::string_view document, TokenId id) {
    const auto rendered = renderer->render(chat_of(document));
    return std::count(rendered->ids.begin(), rendered->ids.end(), id);
  };
  EXPECT_EQ(count(R"({"messages":[{"role":"user","content":"a"}]})", 1000), 1);
  EXPECT_EQ(count(R"({"messages":[{"role":"user","content":"<|user|>"}]})", 1000), 1);
  EXPECT_EQ(count(R"({"messages":[{"role":"im_end","content":"a"}]})", 1001), 0);
}

TEST(Renderer, AddedTokensThatAreNotSpecialStayTokensInMessages) {
  const auto rendered = renderer_of("")->render(
      chat_of(R"({"messages":[{"role":"assistant","content":"<think>x<|im_start|>"}]})"));
  ASSERT_TRUE(rendered.has_value());
  EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), 1002), 1);
  EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), 1000), 1);
}

TEST(Renderer, TheFingerprintChangesWithTheTemplate) {
  EXPECT_EQ(renderer_of("")->fingerprint(), renderer_of("")->fingerprint());
  EXPECT_NE(renderer_of("")->fingerprint(), renderer_of("x")->fingerprint());
  EXPECT_EQ(renderer_of("")->fingerprint(), renderer_of(kDefaultChatTemplate)->fingerprint());
}

TEST(Renderer, TheFingerprintIsOfWhatDecidesTheIds) {
  const auto of = [](std::string_view config, std::string_view generation) {
    return renderer_fingerprint({.tokenizer_json = "{}",
                                 .tokenizer_config_json = config,
                                 .generation_config_json = generation});
  };
  const std::string plain = of("", "");
  EXPECT_EQ(of("", R"({"temperature":0.7})"), plain);
  EXPECT_NE(of("", R"({"eos_token_id":5})"), plain);
  EXPECT_NE(of(R"({"eos_token":"</s>"})", ""), plain);
  EXPECT_NE(of(R"({"model_max_length":1000000000000000019884624838656,"eos_token":"</s>"})", ""),
            of(R"({"model_max_length":1000000000000000019884624838656})", ""));
  // A template is the same wherever it is written.
  EXPECT_EQ(of(R"({"eos_token":"</s>","chat_template":"x"})", ""),
            renderer_fingerprint({.tokenizer_json = "{}",
                                  .tokenizer_config_json = R"({"eos_token":"</s>"})",
                                  .chat_template_jinja = "x"}));
  EXPECT_EQ(renderer_fingerprint({}), "");
}

TEST(ChatTemplate, OfTheConfigurationByName) {
  const auto loaded = ChatTemplate::load(
      "", R"({"bos_token":{"content":"<s>"},"eos_token":null,"chat_template":[)"
          R"({"name":"tool_use","template":"T{{ tools|length }}"},)"
          R"({"name":"default","template":"{{ bos_token }}D{{ tools is none }}"}]})");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->render({})->text, "<s>DTrue");
  EXPECT_EQ(loaded->render(chat_of(R"({"messages":[],"tools":[{"name":"f"}]})"))->text, "T1");
  EXPECT_EQ(ChatTemplate::load("own", R"({"chat_template":"other"})")->render({})->text, "own");
}

TEST(ChatTemplate, FurtherMembersAreVariables) {
  const auto loaded = ChatTemplate::of_source("{{ enable_thinking }}{{ messages|length }}", {});
  EXPECT_EQ(loaded->render(chat_of(R"({"messages":[],"enable_thinking":false})"))->text, "False0");
}

TEST(ChatTemplate, MessagesOfAWrongShapeAreRefused) {
  EXPECT_FALSE(parse_chat(*json::parse("[]")).has_value());
  EXPECT_FALSE(parse_chat(*json::parse(R"({"messages":"x"})")).has_value());
  EXPECT_FALSE(parse_chat(*json::parse(R"({"messages":[1]})")).has_value());
}

}  // namespace
}  // namespace millrace::text
