#include "rows/row_set.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "io/fake_file_system.h"

namespace millrace::rows {
namespace {

class RowSetTest : public testing::Test {
 protected:
  void SetUp() override {
    files_.emplace();
    ASSERT_TRUE(files_->make_directories("/d"));
    ASSERT_TRUE(files_->sync_directory("/"));
    write("/d/1.rows", 1, 3);
    write("/d/2.rows", 4, 5);
    ASSERT_TRUE(files_->sync_directory("/d"));
  }
  void write(const std::string& path, int first, int last) {
    auto writer = SegmentWriter::create(*files_, path);
    ASSERT_TRUE(writer);
    for (int i = first; i <= last; ++i)
      ASSERT_TRUE(writer->add(fmt::format("{{\"n\":{}}}", i), ""));
    ASSERT_TRUE(writer->seal(
        json::Object{{"counts", json::Object{{"unlabelled", std::int64_t{last - first + 1}}}}}));
  }
  std::shared_ptr<RowSet> open(std::int64_t end = -1) {
    auto set = RowSet::open(*files_, {{"/d/1.rows", "/d/2.rows"}, "/d/edits", end});
    EXPECT_TRUE(set) << set.error().to_string();
    return *set;
  }
  static RowEdit change(std::int64_t row, std::int64_t seen, std::string data) {
    return {.row = row,
            .expected_version = seen,
            .data = std::move(data),
            .category_before = "unlabelled",
            .category_after = "labelled"};
  }
  static std::vector<std::string> all(const RowSet& set, std::int64_t first = 1) {
    std::vector<std::string> out;
    EXPECT_TRUE(set.scan(first, [&](const Row& row) {
      out.push_back(fmt::format("{} {}", row.number, row.data));
      return Result<Flow>(Flow::kGoOn);
    }));
    return out;
  }
  std::optional<io::FakeFileSystem> files_;
  const Author anna_{"u1", "anna", 1'000}, ben_{"u2", "ben", 2'000};
};

TEST_F(RowSetTest, NumbersGoOnFromSegmentToSegment) {
  const auto set = open();
  EXPECT_EQ(set->last_row(), 5);
  EXPECT_EQ(all(*set, 3), (std::vector<std::string>{"3 {\"n\":3}", "4 {\"n\":4}", "5 {\"n\":5}"}));
  EXPECT_EQ(set->read(4)->data, "{\"n\":4}");
  EXPECT_EQ(set->read(6).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(set->read(0).error().code, ErrorCode::kNotFound);
}

TEST_F(RowSetTest, AnEditNeedsTheVersionThatItsAuthorHasSeen) {
  const auto set = open();
  const auto first = set->edit({change(2, 1, "A")}, anna_);
  ASSERT_TRUE(first) << first.error().to_string();
  EXPECT_EQ(first->at(0).version, 2);
  const auto late = set->edit({change(1, 1, "C"), change(2, 1, "B")}, ben_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_EQ(set->read(1)->data, "{\"n\":1}") << "all or nothing";
  EXPECT_EQ(set->read(2)->data, "A");
  EXPECT_EQ(set->read(2)->author_name, "anna");
  EXPECT_TRUE(set->edit({change(2, 2, "B")}, ben_));
  const auto history = set->history(2);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 3U);
  EXPECT_EQ(history->at(0).data, "B");
  EXPECT_EQ(history->at(1).data, "A");
  EXPECT_EQ(history->at(2).data, "{\"n\":2}");
}

TEST_F(RowSetTest, EditsAreThereAfterOpeningAgainAndCountsFollow) {
  const auto set = open();
  ASSERT_TRUE(set->edit({change(5, 1, "X")}, anna_));
  RowEdit gone = change(1, 1, "");
  gone.state = EditRecord::State::kRemoved;
  gone.category_after = "";
  ASSERT_TRUE(set->edit({gone}, anna_));
  const auto again = open();
  for (const auto& one : {set, again}) {
    EXPECT_EQ(one->counts().at("unlabelled"), 3);
    EXPECT_EQ(one->counts().at("labelled"), 1);
    EXPECT_EQ(all(*one).front(), "2 {\"n\":2}");
    EXPECT_EQ(all(*one).back(), "5 X");
    EXPECT_EQ(one->read(1).error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(one->edit({change(1, 2, "back")}, anna_));
  }
}

TEST_F(RowSetTest, APublishedVersionDoesNotSeeWhatCameLater) {
  const auto set = open();
  ASSERT_TRUE(set->edit({change(1, 1, "published")}, anna_));
  const std::int64_t end = set->edits_end();
  ASSERT_TRUE(set->edit({change(1, 2, "later")}, anna_));
  EXPECT_EQ(open(end)->read(1)->data, "published");
  EXPECT_EQ(open(0)->read(1)->data, "{\"n\":1}");
  EXPECT_EQ(open()->read(1)->data, "later");
}

TEST_F(RowSetTest, ASecondAnnotatorWorksOnTheRowsAsImported) {
  const auto set = open();
  ASSERT_TRUE(set->edit({change(1, 1, "first opinion")}, anna_));
  EXPECT_EQ(set->read(1, "u2")->data, "{\"n\":1}");
  ASSERT_TRUE(set->edit({change(1, 1, "second opinion")}, ben_, "u2"));
  EXPECT_EQ(set->read(1)->data, "first opinion");
  EXPECT_EQ(set->read(1, "u2")->data, "second opinion");
  EXPECT_EQ(set->rows_of_track("u2"), std::vector<std::int64_t>{1});
  EXPECT_EQ(set->counts().at("labelled"), 1) << "opinions of others do not count";
}

TEST_F(RowSetTest, WhatWasAcknowledgedSurvivesAnyCutOfThePower) {
  base::SeededRng rng(7);
  for (std::uint64_t n = files_->operations() + 1;; ++n) {
    SetUp();
    files_->cut_power_at(n);
    auto set = RowSet::open(*files_, {{"/d/1.rows", "/d/2.rows"}, "/d/edits", -1});
    std::int64_t version = 1;
    for (int i = 0; set && i < 3; ++i)
      if ((*set)->edit({change(2, version, fmt::format("edit {}", i))}, anna_)) ++version;
    if (files_->has_power()) break;
    files_->restart(io::FakeFileSystem::Survive::kSome, &rng);
    const auto after = open()->read(2);
    ASSERT_TRUE(after);
    EXPECT_GE(after->version, version) << "cut at " << n;
  }
}

}  // namespace
}  // namespace millrace::rows
