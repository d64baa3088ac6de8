// Whole imports from files on disk: archives, pictures, sheets, duplicates.
#include "rows/import_files.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "archive/pack.h"
#include "io/subprocess.h"
#include "io/test_folder.h"
#include "rows/row_set.h"
#include "rows/test_workbook.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kJpeg = "\xFF\xD8\xFF picture";
constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n picture";

class ImportFiles : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.make_directories(folder_ / "images")); }
  std::string put(const std::string& name, std::string_view bytes) {
    const std::string path = folder_ / name;
    EXPECT_TRUE(files_.make_directories(path.substr(0, path.rfind('/'))));
    EXPECT_TRUE(io::replace_file(files_, path, bytes));
    return path;
  }
  // The folder as an archive.
  std::string pack(const std::string& folder, archive::PackFormat format) {
    auto packer = archive::Packer::open(folder_ / folder, format);
    EXPECT_TRUE(packer);
    std::string bytes;
    for (auto piece = (*packer)->next(); piece && !piece->empty(); piece = (*packer)->next())
      bytes += *piece;
    return put("packed", bytes);
  }
  Result<ImportFacts> import(std::string_view template_name, std::vector<SourceFile> sources,
                             std::string format = "") {
    const ImportPlaces places{
        {folder_ / "a.rows", folder_ / "bad"}, folder_ / "images", folder_ / "scratch"};
    auto facts = import_files(files_, *find_template(template_name), {std::move(sources), format},
                              places, [](std::uint64_t) { return Result<void>(); });
    EXPECT_FALSE(io::exists(files_, folder_ / "scratch"));
    rows_.clear();
    if (!facts) return facts;
    auto set = RowSet::open(files_, {{folder_ / "a.rows"}, folder_ / "edits", -1});
    EXPECT_TRUE(set);
    EXPECT_TRUE((*set)->scan(1, [&](const Row& row) {
      rows_.push_back(row.data + row.marks);
      return Result<Flow>(Flow::kGoOn);
    }));
    return facts;
  }
  io::FileSystem& files_ = io::system_files();
  io::TestFolder folder_;
  std::vector<std::string> rows_;
};

TEST_F(ImportFiles, AnArchiveOfPicturesIsARowEachAndTheSameTwiceIsOne) {
  put("in/cats/1.jpg", kJpeg);
  put("in/cats/2.JPG", kJpeg);
  put("in/dog.png", kPng);
  put("in/notes.jpg", "no picture");
  put("in/readme.md", "words");
  put("in/__MACOSX/._1.jpg", "litter");
  const auto facts = import("image_labels", {{pack("in", archive::PackFormat::kZip), "in.zip"}});
  ASSERT_TRUE(facts) << facts.error().to_string();
  EXPECT_EQ(facts->accepted, 2);
  EXPECT_EQ(facts->duplicate_files, 1);
  ASSERT_EQ(facts->rejected.size(), 2U);
  EXPECT_EQ(facts->rejected[0].file, "readme.md");
  EXPECT_EQ(facts->rejected[1].field, "image");
  EXPECT_NE(facts->rejected[1].reason.find("no jpg, png, bmp or webp"), std::string::npos);
  EXPECT_NE(rows_[0].find(R"({"image":"cats/1.jpg"}{"images":{"cats/1.jpg":")"), std::string::npos);
  EXPECT_EQ(files_.list(folder_ / "images")->size(), 2U);
}

TEST_F(ImportFiles, RowsOfAnArchiveNameItsPictures) {
  put("in/set/rows.jsonl",
      R"({"id":"1","conversations":[{"from":"user","value":"Picture 1: <img>images/a.jpg</img>?"}]})"
      "\n"
      R"({"id":"2","conversations":[{"from":"user","value":"<img>images/none.jpg</img>"}]})"
      "\n");
  put("in/set/images/a.jpg", kJpeg);
  put("in/set/images/unused.png", kPng);
  const auto facts =
      import("image_understanding", {{pack("in", archive::PackFormat::kTarGz), "x"}}, "tar.gz");
  ASSERT_TRUE(facts) << facts.error().to_string();
  EXPECT_EQ(facts->accepted, 1);
  ASSERT_EQ(facts->rejected.size(), 2U);
  EXPECT_EQ(facts->rejected[0].row, 2);
  EXPECT_EQ(facts->rejected[0].field, "conversations[0].value");
  EXPECT_EQ(facts->rejected[1].reason, "is an image that no row names");
  EXPECT_EQ(files_.list(folder_ / "images")->size(), 1U);
}

TEST_F(ImportFiles, ConversationsAloneMayNamePicturesThatAreNotThere) {
  const auto facts =
      import("image_understanding",
             {{put("a.jsonl",
                   R"({"id":"2","conversations":[{"from":"user","value":"<img>x.jpg</img>"}]})"),
               "a.jsonl"}});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->accepted, 1);
}

TEST_F(ImportFiles, SeveralFilesAreOneImportAndTheSameFileCountsOnce) {
  const std::string one = R"({"instruction":"a","output":"b"})";
  const auto facts = import("instruction", {{put("1", one), "1.jsonl"},
                                            {put("2", "instruction,output\nc,d\n"), "2.csv"},
                                            {put("3", one), "3.jsonl"},
                                            {put("4", kJpeg), "4.jpg"}});
  ASSERT_TRUE(facts);
  EXPECT_EQ(rows_, (std::vector<std::string>{one, R"({"instruction":"c","output":"d"})"}));
  EXPECT_EQ(facts->duplicate_files, 1);
  ASSERT_EQ(facts->rejected.size(), 1U);
  EXPECT_EQ(facts->rejected[0].file, "4.jpg");
}

TEST_F(ImportFiles, ASheetsFirstRowNamesItsColumns) {
  const std::string book = new_workbook({{"Query", "Answer", "Similar-Question"},
                                         {"问", "答", ""},
                                         {"only", "", ""},
                                         {},
                                         {"q<&>", "line\nbreak", "s", "beyond"},
                                         {"q<&>", "line\nbreak", "s"}});
  const auto facts = import("qa", {{put("book", book), "book.xlsx"}});
  ASSERT_TRUE(facts) << facts.error().to_string();
  EXPECT_EQ(rows_, (std::vector<std::string>{
                       R"({"Query":"问","Answer":"答"})",
                       R"({"Query":"q<&>","Answer":"line\nbreak","Similar-Question":"s"})"}));
  ASSERT_EQ(facts->rejected.size(), 2U);
  EXPECT_EQ(facts->rejected[0].row, 3);
  EXPECT_EQ(facts->rejected[0].field, "A");
  EXPECT_EQ(facts->rejected[1].row, 5);
  EXPECT_EQ(facts->rejected[1].reason, "column 4 has no name in the first row");
}

TEST_F(ImportFiles, WhatIsNoWorkbookIsRefusedWithWords) {
  const auto no_zip = import("qa", {{put("a", "words"), "a.xlsx"}});
  ASSERT_FALSE(no_zip);
  EXPECT_EQ(no_zip.error().code, ErrorCode::kInvalid);
  EXPECT_NE(no_zip.error().message.find("xlsx"), std::string::npos);
  put("in/a.txt", "words");
  const auto other_zip = import("qa", {{pack("in", archive::PackFormat::kZip), "a.xlsx"}});
  ASSERT_FALSE(other_zip);
  EXPECT_EQ(other_zip.error().code, ErrorCode::kInvalid);
}

TEST_F(ImportFiles, AnOldWorkbookIsReadByAProgramThatIsShutIn) {
  for (const char* program : {"bwrap", "prlimit", "xls2csv"})
    if (!io::find_program(program)) GTEST_SKIP() << program << " is not installed";
  const std::string book =
      old_workbook({{"instruction", "output"}, {"say 1", "one, \"two\""}, {"说", "二"}});
  const auto facts = import("instruction", {{put("a", book), "a.xls"}});
  ASSERT_TRUE(facts) << facts.error().to_string();
  EXPECT_EQ(rows_, (std::vector<std::string>{R"({"instruction":"say 1","output":"one, \"two\""})",
                                             R"({"instruction":"说","output":"二"})"}));
  const auto no_book = import("instruction", {{put("b", "words"), "b.xls"}});
  ASSERT_FALSE(no_book);
  EXPECT_EQ(no_book.error().code, ErrorCode::kInvalid);
}

TEST_F(ImportFiles, AnImportEndsWhenItsProgressSaysSo) {
  const ImportPlaces places{
      {folder_ / "a.rows", folder_ / "bad"}, folder_ / "images", folder_ / "scratch"};
  const auto ended =
      import_files(files_, *find_template("instruction"),
                   {{{put("1", R"({"instruction":"a","output":"b"})"), "1.jsonl"}}, ""}, places,
                   [](std::uint64_t) { return fail(ErrorCode::kCancelled, "enough"); });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace millrace::rows
