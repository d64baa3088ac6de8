#include "rows/import.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "io/fake_file_system.h"
#include "rows/row_set.h"

namespace millrace::rows {
namespace {

struct Imported {
  std::vector<std::string> rows, marks, rejected;
  std::map<std::string, std::int64_t> counts;
  std::string left_out;
};

Imported import(std::string_view template_name, std::string_view text,
                std::optional<text::FileKind> kind = text::FileKind::kJsonLines,
                text::RowReader::Limits limits = {}) {
  Imported out;
  io::FakeFileSystem files;
  EXPECT_TRUE(files.make_directories("/d"));
  auto import = RowImport::begin(files, *find_template(template_name), {"/d/a.rows", "/d/bad"});
  EXPECT_TRUE(import);
  auto reader = text::RowReader::open(text::read_from(text), kind, limits);
  EXPECT_TRUE(reader);
  const auto added = import->add(**reader);
  EXPECT_TRUE(added) << added.error().to_string();
  EXPECT_TRUE(import->finish());
  for (const auto& r : import->rejected())
    out.rejected.push_back(fmt::format("{}|{}|{}", r.row, r.field, r.reason));
  out.left_out = *io::read_file(files, "/d/bad");
  auto set = RowSet::open(files, {{"/d/a.rows"}, "/d/edits", -1});
  EXPECT_TRUE(set);
  EXPECT_TRUE((*set)->scan(1, [&](const Row& row) {
    out.rows.push_back(row.data);
    out.marks.push_back(row.marks);
    return Result<Flow>(Flow::kGoOn);
  }));
  out.counts = (*set)->counts();
  EXPECT_EQ(import->accepted(), static_cast<std::int64_t>(out.rows.size()));
  return out;
}

constexpr std::string_view kGood = R"({"instruction":"a","input":"","output":"b"})";

TEST(RowImport, EachKindOfBadRowIsToldApartAndTheGoodOnesAreKept) {
  const std::string huge = fmt::format(R"({{"instruction":"{}"}})", std::string(5'000, 'x'));
  const std::string text =
      "\xEF\xBB\xBF" + std::string(kGood) + "\r\n" +  // 1: BOM, CRLF
      "\n" +                                          // 2: blank, no row
      R"({"input":"x","output":"y"})"
      "\n" +  // 3
      R"({"instruction":7,"output":"y"})"
      "\n" +  // 4
      R"({"instruction":"a","outp)"
      "\n" +                                                             // 5: truncated
      "{\"instruction\":\"\xFF\",\"output\":\"y\"}\n" +                  // 6: broken UTF-8
      std::string("{\"instruction\":\"a\0\",\"output\":\"y\"}\n", 35) +  // 7: NUL
      huge +
      "\n" +  // 8
      R"(["a"])"
      "\n" +                                                   // 9
      R"({"instruction":"a","output":"b","extra":[1,2.50]})";  // 10
  const Imported got =
      import("instruction", text, text::FileKind::kJsonLines, {.max_row_bytes = 4'096});
  EXPECT_EQ(got.rows,
            (std::vector<std::string>{std::string(kGood),
                                      R"({"instruction":"a","output":"b","extra":[1,2.50]})"}));
  ASSERT_EQ(got.rejected.size(), 7U);
  EXPECT_EQ(got.rejected[0], "3|instruction|is missing");
  EXPECT_EQ(got.rejected[1], "4|instruction|must be a string, not integer");
  EXPECT_NE(got.rejected[2].find("5||the JSON ends before it is complete"), std::string::npos);
  EXPECT_NE(got.rejected[3].find("6||not UTF-8 at byte 17"), std::string::npos);
  EXPECT_NE(got.rejected[4].find("7||a NUL byte"), std::string::npos);
  EXPECT_NE(got.rejected[5].find("8||the row is longer than 4096 bytes"), std::string::npos);
  EXPECT_EQ(got.rejected[6], "9||must be an object, not array");
  EXPECT_EQ(std::count(got.left_out.begin(), got.left_out.end(), '\n'), 7);
  EXPECT_EQ(got.counts.at("unlabelled"), 2);
}

TEST(RowImport, RowsOfArraysAndTablesAreStoredOnOneLine) {
  const Imported array = import("qa", "[\n {\"Q\": \"a\",\n  \"A\": \"b\"}\n]", std::nullopt);
  EXPECT_EQ(array.rows, std::vector<std::string>{R"({"Q":"a","A":"b"})"});
  const Imported table = import("qa", "Query,Answer\na,\"b\nc\"\n", text::FileKind::kCsv);
  EXPECT_EQ(table.rows, std::vector<std::string>{R"({"Query":"a","Answer":"b\nc"})"});
}

TEST(RowImport, OneObjectOverManyLinesIsARow) {
  const Imported one =
      import("qa", "{\n  \"A\": \"老虎\",\n  \"Q\": \"什么\"\n}\n", text::FileKind::kJson);
  EXPECT_EQ(one.rows, std::vector<std::string>{R"({"A":"老虎","Q":"什么"})"});
  const Imported two = import(
      "qa",
      "{\n\"A\":\"}\",\"Q\":\"b\"}\n{\"A\":\"c\",\n\"Q\":\"d\"}\n{\"A\":", text::FileKind::kJson);
  EXPECT_EQ(two.rows.size(), 2U);
  ASSERT_EQ(two.rejected.size(), 1U);
  EXPECT_NE(two.rejected[0].find("3||the file ends within this row"), std::string::npos);
}

TEST(RowImport, LabelsAndTagsOfAnEarlierExportComeBackAsMarks) {
  const Imported got = import(
      "instruction", R"({"instruction":"a","output":"b","labels":["good"],"tags":["t1","t2"]})");
  EXPECT_EQ(got.rows, std::vector<std::string>{R"({"instruction":"a","output":"b"})"});
  EXPECT_EQ(got.marks, std::vector<std::string>{R"({"labels":["good"],"tags":["t1","t2"]})"});
  EXPECT_EQ(got.counts.at("labelled"), 1);
}

TEST(RowImport, OfManyBadRowsAHundredAreShownAndAllWrittenDown) {
  std::string text;
  for (int i = 0; i < 250; ++i) text += "{}\n";
  const Imported got = import("instruction", text);
  EXPECT_EQ(got.rejected.size(), 100U);
  EXPECT_EQ(std::count(got.left_out.begin(), got.left_out.end(), '\n'), 250);
}

}  // namespace
}  // namespace millrace::rows
