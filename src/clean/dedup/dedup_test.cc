#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/strings.h"
#include "clean/dedup/external_sort.h"
#include "clean/dedup/minhash.h"
#include "clean/ops/all.h"
#include "clean/pipeline/testing.h"
#include "text/test_data.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

using text::read_all;
using text::test_data;

std::string jsonl(const std::vector<std::string>& texts) {
  std::string rows;
  for (const std::string& text : texts) rows += json::dump(json::Object{{"text", text}}) + "\n";
  return rows;
}

// The numbers of the rows that stay, from 0.
std::vector<std::size_t> kept(const std::string& op, const std::string& rows,
                              std::uint64_t shard_bytes = 1000, std::string* records = nullptr) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", rows);
  CleanJob job = job_of({op});
  job.shard_bytes = shard_bytes;
  const auto sum = run(files, job);
  EXPECT_TRUE(sum) << (sum ? "" : sum.error().message);
  std::set<std::size_t> gone;
  const std::string all = read_or(files, "/p.jsonl");
  if (records != nullptr) *records = all;
  for (const std::string_view line : base::split(all, '\n'))
    if (!line.empty())
      gone.insert(static_cast<std::size_t>(json::parse(line).value().int_or("row", 0) - 1));
  std::vector<std::size_t> stay;
  const auto count = static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'));
  for (std::size_t i = 0; i < count; ++i)
    if (!gone.contains(i)) stay.push_back(i);
  return stay;
}

using Rows = std::vector<std::size_t>;

TEST(Dedup, ExactAfterWhatIsPassedOver) {
  const std::string rows =
      jsonl({"One day!", " One day!\n", "one day!", "One, day 7", "两天", "两天 "});
  EXPECT_EQ(kept("document_deduplicator", rows), (Rows{0, 2, 3, 4}));
  EXPECT_EQ(kept(R"(document_deduplicator={"lowercase":true})", rows), (Rows{0, 3, 4}));
  EXPECT_EQ(kept(R"(document_deduplicator={"lowercase":true,"ignore_non_character":true})", rows),
            (Rows{0, 4}));
}

std::string words(std::size_t from, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "word" + std::to_string(from + i) + " ";
  return text;
}

// B is like A and like C, but C is not like A: B goes, C stays.
TEST(Dedup, NothingGoesForARowThatItIsNotLike) {
  const std::string rows = jsonl({words(0, 200), words(20, 200), words(40, 200)});
  std::string records;
  EXPECT_EQ(kept("document_minhash_deduplicator", rows, 10'000, &records), (Rows{0, 2}));
  EXPECT_NE(records.find("\"duplicate_of\":1,\"similarity\":0.8"), std::string::npos) << records;
}

TEST(Dedup, RowsOfFewWordsAreComparedByTheirCharacters) {
  const std::string rows = jsonl({"你好世界", "你好世界", "你好", "再见世界的人们", ""});
  EXPECT_EQ(kept("document_minhash_deduplicator", rows), (Rows{0, 2, 3, 4}));
  EXPECT_EQ(kept("document_simhash_deduplicator", rows), (Rows{0, 2, 3, 4}));
}

// More rows with one key than are ever held together, in many shards.
TEST(Dedup, AMultitudeOfNearlyTheSameLeavesTheFirst) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 600; ++i) texts.push_back(words(0, 150) + "and " + std::to_string(i));
  std::string records;
  EXPECT_EQ(kept("document_minhash_deduplicator", jsonl(texts), 30'000, &records), Rows{0});
  EXPECT_EQ(records.find("\"duplicate_of\":2,"), std::string::npos);
}

TEST(Dedup, SameRowsWhateverTheShards) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 120; ++i)
    texts.push_back(words(i % 10 * 3, 40) + (i % 3 == 0 ? "x" : ""));
  const std::string rows = jsonl(texts);
  for (const std::string_view op : {"document_minhash_deduplicator",
                                    "document_simhash_deduplicator", "document_deduplicator"}) {
    std::string one, many;
    EXPECT_EQ(kept(std::string(op), rows, 1 << 20, &one), kept(std::string(op), rows, 700, &many));
    EXPECT_NE(one, "");
    EXPECT_EQ(one, many) << op;
  }
}

// Options of the same name in several files are apart: each is where its own struct has it.
TEST(Dedup, OptionsOfOneNameAreEachOperatorsOwn) {
  const auto defaults = [](std::string_view name) {
    return find_operator(name)->complete(json::Object{});
  };
  EXPECT_FALSE(defaults("document_deduplicator").bool_or("lowercase", true));
  EXPECT_TRUE(defaults("document_minhash_deduplicator").bool_or("lowercase", false));
  EXPECT_EQ(defaults("document_minhash_deduplicator").int_or("window_size", 0), 5);
  EXPECT_EQ(defaults("document_simhash_deduplicator").int_or("window_size", 0), 6);
}

// ---- pieces

std::vector<std::string> pieces(ShingleOptions options, std::string_view text) {
  Shingler shingler(options);
  std::vector<std::string> all;
  shingler.each_piece(text, [&](std::string_view piece) { all.emplace_back(piece); });
  EXPECT_EQ(shingler.shingles(text).size(), all.size());
  return all;
}

using Texts = std::vector<std::string>;

TEST(Shingles, AreWindowsOfWordsPhrasesOrCharacters) {
  EXPECT_EQ(pieces({.window = 2}, "One  two\nthree FOUR "),
            (Texts{"one two\nthree", "two\nthree four"}));
  EXPECT_EQ(pieces({.tokenization = Tokenization::kPunctuation, .window = 2}, "a,b。c$d"),
            (Texts{"a b", "b c$d"}));
  EXPECT_EQ(pieces({.tokenization = Tokenization::kCharacter,
                    .window = 3,
                    .letters = ShingleOptions::Case::kAsIs},
                   "aB中😀"),
            (Texts{"aB中", "B中😀"}));
  EXPECT_EQ(pieces({.window = 3}, "ab 中"), (Texts{"ab ", "b 中"}));  // of too few words
  EXPECT_EQ(pieces({.window = 30}, "ab"), Texts{"ab"});
  EXPECT_EQ(pieces({}, ""), Texts{});
}

TEST(Shingles, LeaveOutWhatIsIgnored) {
  ShingleOptions options{.tokenization = Tokenization::kCharacter, .window = 3};
  options.ignored = ignored_pattern(R"(\d|\p{P})").value();
  EXPECT_EQ(pieces(options, "a1，b2c。"), Texts{"abc"});
  EXPECT_FALSE(ignored_pattern("("));
}

// ---- MinHash itself

TEST(MinHashEstimate, IsNearTheTrueSimilarity) {
  const MinHash minhash({.shingles = {.tokenization = Tokenization::kSpace, .window = 1}});
  const auto sketcher = minhash.sketcher();
  std::vector<std::uint8_t> a(minhash.signature_bytes()), b(a.size());
  std::vector<std::uint64_t> keys(minhash.key_count());
  for (const std::size_t shared : {0U, 100U, 250U, 400U}) {
    const double truth = static_cast<double>(shared) / static_cast<double>(1000 - shared);
    double error = 0, square = 0;
    constexpr std::size_t kTrials = 60;
    for (std::size_t trial = 0; trial < kTrials; ++trial) {
      const std::size_t from = trial * 10'000;
      sketcher->sketch(words(from, 500), a, keys);
      sketcher->sketch(words(from + 500 - shared, 500), b, keys);
      const double off = minhash.compare(a, b).similarity - truth;
      error += off / kTrials;
      square += off * off / kTrials;
    }
    const double deviation = std::sqrt(truth * (1 - truth) / 128);
    EXPECT_LT(std::abs(error), 0.02) << truth;
    EXPECT_LT(std::sqrt(square), 1.5 * deviation + 0.005) << truth;
  }
}

TEST(MinHashBands, LeaveHardlyAPairUnseen) {
  const Bands bands = choose_bands(128, 0.7);
  EXPECT_EQ(bands.bands, 25U);
  EXPECT_EQ(bands.rows, 5U);
  EXPECT_EQ(choose_bands(128, 1.0).rows * choose_bands(128, 1.0).bands <= 128, true);
  EXPECT_GE(choose_bands(16, 0.1).bands, 1U);
}

// ---- sorting

struct Number {
  std::uint64_t value = 0, other = 0;
  friend bool operator<(const Number& a, const Number& b) { return a.value < b.value; }
};

TEST(ExternalSort, SortsWhatDoesNotFitAndLeavesNoFile) {
  io::FakeFileSystem files;
  ASSERT_TRUE(files.make_directories("/w"));
  for (const std::size_t count : {0U, 10U, 1024U, 10'000U}) {
    ExternalSorter<Number> sorter(files, "/w/run", 1024 * sizeof(Number));
    base::SeededRng rng(count);
    std::vector<std::uint64_t> expected;
    for (std::size_t i = 0; i < count; ++i) {
      expected.push_back(rng.below(5000));
      ASSERT_TRUE(sorter.add({expected.back(), 1}));
    }
    EXPECT_EQ(files.list("/w").value().empty(), count <= 1024) << count;
    std::sort(expected.begin(), expected.end());
    std::vector<std::uint64_t> sorted;
    while (const auto number = sorter.next().value()) sorted.push_back(number->value);
    EXPECT_EQ(sorted, expected);
  }
  EXPECT_TRUE(files.list("/w").value().empty());
}

// ---- against data

void check_cases(const std::string& name) {
  const auto path = test_data("cleaning_cases/" + name + ".json");
  ASSERT_TRUE(path);
  const auto cases = json::parse(read_all(*path)).value();
  for (const json::Value& one : *cases.as_array()) {
    const json::Value& params = *one.find("params");
    if (params.string_or("tokenization", "") == "unimplemented") {
      EXPECT_FALSE(step_from_argument(name + "=" + json::dump(params)));
      continue;
    }
    std::string rows, expected;
    for (const json::Value& row : *one.find("input")->as_array()) rows += json::dump(row) + "\n";
    for (const json::Value& row : *one.find("expected")->as_array())
      expected += json::dump(row) + "\n";
    std::vector<std::string_view> lines = base::split(rows, '\n');
    std::string stay;
    for (const std::size_t i : kept(name + "=" + json::dump(params), rows))
      stay += std::string(lines[i]) + "\n";
    EXPECT_EQ(stay, expected) << name << " " << json::dump(params);
  }
}

TEST(DedupCases, OfDataJuicer) {
  SKIP_WITHOUT_TEST_DATA("cleaning_cases/document_deduplicator.json");
  for (const char* name :
       {"document_deduplicator", "document_minhash_deduplicator", "document_simhash_deduplicator",
        "ray_document_deduplicator", "ray_bts_minhash_deduplicator"})
    check_cases(name);
}

std::set<std::u32string> windows(const std::string& text) {
  std::u32string codes;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = text::decode_valid(text.data() + at);
    codes += code;
    at += size;
  }
  std::set<std::u32string> set;
  for (std::size_t i = 0; i + 5 <= codes.size(); ++i) set.insert(codes.substr(i, 5));
  if (set.empty()) set.insert(codes);
  return set;
}

double jaccard(const std::set<std::u32string>& a, const std::set<std::u32string>& b) {
  std::size_t shared = 0;
  for (const auto& piece : a) shared += b.count(piece);
  const std::size_t together = a.size() + b.size() - shared;
  return together == 0 ? 1 : static_cast<double>(shared) / static_cast<double>(together);
}

// All pairs from 0.85 on are found, and nothing goes for a row that is less than half like it.
TEST(DedupNear, EveryPairIsFoundAndNoOtherIsMerged) {
  SKIP_WITHOUT_TEST_DATA("dedup_near/docs.jsonl");
  const std::string rows = read_all(*test_data("dedup_near/docs.jsonl"));
  std::vector<std::set<std::u32string>> sets;
  for (const std::string_view line : base::split(rows, '\n'))
    if (!line.empty()) sets.push_back(windows(json::parse(line).value().string_or("text", "")));
  std::string records;
  const auto stay =
      kept(R"(document_minhash_deduplicator={"tokenization":"character","lowercase":false})", rows,
           1 << 16, &records);
  std::size_t unseen = 0;
  for (std::size_t i = 0; i < stay.size(); ++i)
    for (std::size_t j = i + 1; j < stay.size(); ++j)
      unseen += jaccard(sets[stay[i]], sets[stay[j]]) >= 0.85 ? 1U : 0U;
  EXPECT_EQ(unseen, 0U);
  std::size_t gone = 0;
  for (const std::string_view line : base::split(records, '\n')) {
    if (line.empty()) continue;
    const auto record = json::parse(line).value();
    const auto row = static_cast<std::size_t>(record.int_or("row", 0) - 1);
    const auto other = static_cast<std::size_t>(record.int_or("duplicate_of", 0) - 1);
    EXPECT_GE(jaccard(sets[row], sets[other]), 0.5) << line;
    EXPECT_TRUE(std::binary_search(stay.begin(), stay.end(), other)) << line;
    EXPECT_LT(other, row);
    ++gone;
  }
  EXPECT_GT(gone, 200U);
}

}  // namespace
}  // namespace millrace::clean
