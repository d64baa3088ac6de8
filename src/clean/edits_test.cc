#include "clean/edits.h"

#include <gtest/gtest.h>

namespace millrace::clean {
namespace {

std::string applied(std::string_view text, const Edits& edits) {
  std::string out = "what was there before";
  edits.apply(text, out);
  return out;
}

std::vector<std::string> told(const Edits& edits) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < edits.size(); ++i)
    all.push_back(std::to_string(edits[i].begin) + "-" + std::to_string(edits[i].end) + ":" +
                  std::string(edits[i].after));
  return all;
}

TEST(Edits, TakeNoMoreThanTheirLimit) {
  Edits edits(1000);
  edits.replace(0, 1, std::string(500, 'x'));
  EXPECT_FALSE(edits.overflowed());
  EXPECT_FALSE(edits.has_room(SIZE_MAX));
  edits.replace(1, 2, std::string(600, 'x'));
  EXPECT_TRUE(edits.overflowed());
  EXPECT_EQ(edits.size(), 1U);
  edits.clear();
  EXPECT_FALSE(edits.overflowed());
  for (std::size_t i = 0; i < 100; ++i) edits.remove(i, i + 1);  // they cost too
  EXPECT_TRUE(edits.overflowed());
}

TEST(Edits, AreAppliedInOrder) {
  Edits edits;
  EXPECT_EQ(applied("abcdef", edits), "abcdef");
  edits.remove(0, 1);
  edits.replace(1, 3, "XYZ", "why");
  edits.replace(6, 6, "!");
  EXPECT_EQ(applied("abcdef", edits), "XYZdef!");
  EXPECT_EQ(edits[1].after, "XYZ");
  EXPECT_EQ(edits[1].reason, "why");
  edits.clear();
  EXPECT_TRUE(edits.empty());
}

TEST(Edits, AreUndoneFromWhatProvenanceKept) {
  const std::string before = "a@b 中文 c@d.";
  Edits edits;
  edits.replace(0, 3, "<E>");
  edits.remove(4, 10);
  edits.replace(before.size(), before.size(), "end");
  std::vector<Change> changes;
  append_changes(before, edits, "some_mapper", 3, "text", changes);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[1].before, "中文");
  EXPECT_EQ(changes[1].step, 3U);
  const std::string after = applied(before, edits);
  const auto undone = undo_changes(after, changes);
  ASSERT_TRUE(undone.has_value()) << undone.error().message;
  EXPECT_EQ(*undone, before);
  // Of another text: refused, not guessed.
  EXPECT_FALSE(undo_changes("x" + after.substr(1), changes).has_value());
  EXPECT_FALSE(undo_changes("", changes).has_value());
}

TEST(NoteRewrite, CodePointByCodePointWhereBothHaveAsMany) {
  Edits edits;
  const std::string before = "汉字abc汉", after = "漢字abc漢";
  note_rewrite(before, after, "", edits);
  EXPECT_EQ(told(edits), (std::vector<std::string>{"0-3:漢", "9-12:漢"}));
  EXPECT_EQ(applied(before, edits), after);
}

TEST(NoteRewrite, LineByLineElseOneSpan) {
  const std::string before = "one\ntwo 中\nthree", after = "one\ntwo 丰!\nthree3";
  Edits edits;
  note_rewrite(before, after, "", edits);
  EXPECT_EQ(told(edits), (std::vector<std::string>{"8-11:丰!", "17-17:3"}));
  EXPECT_EQ(applied(before, edits), after);
  edits.clear();
  note_rewrite("ab\ncd\nef", "ab\nef", "", edits);
  EXPECT_EQ(edits.size(), 1U);
  EXPECT_EQ(applied("ab\ncd\nef", edits), "ab\nef");
  edits.clear();
  note_rewrite("same", "same", "", edits);
  EXPECT_TRUE(edits.empty());
}

TEST(NoteRewrite, SpansEndWhereCodePointsEnd) {
  // 中 and 丮 share their first two bytes.
  Edits edits;
  note_rewrite("x中", "x丮y", "", edits);
  EXPECT_EQ(told(edits), std::vector<std::string>{"1-4:丮y"});
}

}  // namespace
}  // namespace millrace::clean
