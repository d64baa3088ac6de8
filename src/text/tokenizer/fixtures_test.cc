// Small tokenizers of every kind (the corpus of the fuzzer), trained and run by Hugging Face's
// library: what it gave for a few texts is in fixture_vectors.jsonl.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/strings.h"
#include "json/value.h"
#include "text/test_data.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::text {
namespace {

std::string project(const std::string& path) {
  const char* root = std::getenv("MILLRACE_SOURCE_DIR");
  return std::string(root != nullptr ? root : ".") + "/" + path;
}

std::vector<TokenId> ids_of(const json::Value& row) {
  std::vector<TokenId> ids;
  for (const json::Value& id : *row.find("ids")->as_array())
    ids.push_back(static_cast<TokenId>(*id.as_int()));
  return ids;
}

TEST(Fixtures, GiveWhatHuggingFaceGave) {
  const std::string rows = read_all(project("src/text/tokenizer/fixture_vectors.jsonl"));
  std::size_t checked = 0;
  for (const std::string_view line : base::split(rows, '\n')) {
    if (line.empty()) continue;
    const json::Value row = json::parse(line).value();
    const std::string name = *row.find("tokenizer")->as_string();
    const std::string text = *row.find("text")->as_string();
    const auto tokenizer =
        Tokenizer::load(read_all(project("tests/fuzz/tokenizer/" + name + ".json")));
    ASSERT_TRUE(tokenizer) << name << ": " << tokenizer.error().message;
    EXPECT_EQ(tokenizer->encode(text), ids_of(row)) << name << ": " << text;
    EXPECT_EQ(tokenizer->encode_with_spans(text).ids, ids_of(row)) << name << ": " << text;
    EXPECT_EQ(tokenizer->decode(ids_of(row)), *row.find("decoded")->as_string()) << name;
    StreamDecoder stream(*tokenizer);
    std::string streamed;
    for (const TokenId id : ids_of(row)) streamed += stream.push(id);
    EXPECT_EQ(streamed + stream.finish(), *row.find("decoded")->as_string()) << name;
    ++checked;
  }
  EXPECT_EQ(checked, 64U);
}

}  // namespace
}  // namespace millrace::text
