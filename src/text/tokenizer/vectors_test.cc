// Real vocabularies against ids that other programs gave: every vector, nothing but equal.
#include <gtest/gtest.h>

#include "base/strings.h"
#include "json/value.h"
#include "text/test_data.h"
#include "text/tokenizer/rank_file.h"
#include "text/tokenizer/scanners.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::text {
namespace {

Tokenizer load(std::string_view json) {
  auto tokenizer = Tokenizer::load(json);
  EXPECT_TRUE(tokenizer) << (tokenizer ? "" : tokenizer.error().message);
  return std::move(tokenizer).value();
}

Tokenizer qwen2() {
  return load(read_all(*test_data("tok_qwen/tokenizer.json")));
}
Tokenizer llama2() {
  return load(read_all(*test_data("tok_hf/llama2/tokenizer.json")));
}

Tokenizer llama3() {
  const auto json = tokenizer_json_of_ranks(
      read_all(*test_data("tok_llama3/tokenizer.model")),
      {.expression = std::string(kLlama3Expression), .ignore_merges = true});
  return load(json.value());
}

Tokenizer gpt2() {
  const auto json = tokenizer_json_of_merges(read_all(*test_data("tok_hf/gpt2.vocab")),
                                             read_all(*test_data("tok_hf/gpt2.merges.txt")),
                                             {.expression = std::string(kGpt2Expression)});
  return load(json.value());
}

std::vector<TokenId> ids_of(const json::Value& list) {
  std::vector<TokenId> ids;
  for (const json::Value& id : *list.as_array()) ids.push_back(static_cast<TokenId>(*id.as_int()));
  return ids;
}

void expect_spans_cover(const Tokenizer& tokenizer, const std::string& text) {
  const Encoding encoding = tokenizer.encode_with_spans(text, kPlainText);
  ASSERT_EQ(encoding.ids, tokenizer.encode(text, kPlainText));
  ASSERT_EQ(encoding.spans.size(), encoding.ids.size());
  std::size_t at = 0;
  for (const Span& span : encoding.spans) {
    ASSERT_LE(span.begin, at) << text;  // nothing is left out
    ASSERT_LE(span.end, text.size());
    at = std::max(at, span.end);
  }
  ASSERT_EQ(at, text.size()) << text;
}

void expect_stream_equals_decode(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  StreamDecoder stream(tokenizer);
  std::string text;
  for (const TokenId id : ids) {
    text += stream.push(id);
    ASSERT_TRUE(base::is_utf8(text));
  }
  text += stream.finish();
  ASSERT_EQ(text, tokenizer.decode(ids));
}

void check_jsonl(const Tokenizer& tokenizer, const char* key) {
  const std::string file = read_all(*test_data("tok_vectors/vectors_dev.jsonl"));
  std::size_t checked = 0;
  for (const std::string_view line : base::split(file, '\n')) {
    if (line.empty()) continue;
    const json::Value row = json::parse(line).value();
    const std::string text = *row.find("text")->as_string();
    const std::vector<TokenId> ids = ids_of(*row.find(key));
    ASSERT_EQ(tokenizer.encode(text, kPlainText), ids) << text;
    expect_spans_cover(tokenizer, text);
    expect_stream_equals_decode(tokenizer, ids);
    if (std::string_view(key) != "qwen2") {
      EXPECT_EQ(tokenizer.decode(ids), text);  // Qwen normalises
    }
    ++checked;
  }
  EXPECT_GE(checked, 250U);
}

// Texts separated by a line; one line of ids a text.
void check_llamacpp(const Tokenizer& tokenizer, const std::string& name) {
  const std::string inputs = read_all(*test_data("tok_llamacpp/ggml-vocab-" + name + ".gguf.inp"));
  const std::string outputs = read_all(*test_data("tok_llamacpp/ggml-vocab-" + name + ".gguf.out"));
  constexpr std::string_view kSeparator = "\n__ggml_vocab_test__\n";
  const std::vector<std::string_view> lines = base::split(outputs, '\n');
  std::size_t at = 0;
  std::size_t number = 0;
  while (at <= inputs.size() && number + 1 < lines.size()) {
    const std::size_t end = std::min(inputs.find(kSeparator, at), inputs.size());
    const std::string text = inputs.substr(at, end - at);
    std::vector<TokenId> ids;
    for (const std::string_view id : base::split(lines[number], ' '))
      if (!id.empty()) ids.push_back(static_cast<TokenId>(*base::parse_int(id)));
    EXPECT_EQ(tokenizer.encode(text, kPlainText), ids) << name << ": " << text;
    at = end + kSeparator.size();
    ++number;
  }
  EXPECT_GE(number, 40U);
}

TEST(Vectors, Qwen2) {
  SKIP_WITHOUT_TEST_DATA("tok_qwen");
  check_jsonl(qwen2(), "qwen2");
  check_llamacpp(qwen2(), "qwen2");
}

TEST(Vectors, Llama3) {
  SKIP_WITHOUT_TEST_DATA("tok_llama3");
  const Tokenizer tokenizer = llama3();
  check_jsonl(tokenizer, "llama3");
  check_llamacpp(tokenizer, "llama-bpe");
}

TEST(Vectors, Gpt2) {
  SKIP_WITHOUT_TEST_DATA("tok_hf");
  const Tokenizer tokenizer = gpt2();
  check_jsonl(tokenizer, "gpt2");
  check_llamacpp(tokenizer, "gpt-2");
}

TEST(Vectors, Llama2) {
  SKIP_WITHOUT_TEST_DATA("tok_hf");
  const Tokenizer tokenizer = llama2();
  check_jsonl(tokenizer, "llama2_spm");
  check_llamacpp(tokenizer, "llama-spm");
}

TEST(Vectors, FilesOfOtherModelsLoad) {
  SKIP_WITHOUT_TEST_DATA("tok_hf");
  for (const char* folder : {"tok_hf/added-tokens", "tok_hf/chatglm", "tok_hf/llama2"}) {
    const auto path = *test_data(folder);
    const auto tokenizer = Tokenizer::load(read_all(path + "/tokenizer.json"),
                                           read_all(path + "/tokenizer_config.json"));
    EXPECT_TRUE(tokenizer) << folder << ": " << (tokenizer ? "" : tokenizer.error().message);
  }
}

}  // namespace
}  // namespace millrace::text
