#include "clean/pipeline/lines.h"

#include <gtest/gtest.h>

#include <vector>

#include "io/fake_file_system.h"

namespace millrace::clean {
namespace {

std::unique_ptr<io::File> file_with(io::FakeFileSystem& files, std::string_view bytes) {
  auto file = files.open("/f", io::FileSystem::Open::kCreateNew).value();
  EXPECT_TRUE(file->append(bytes));
  return file;
}

std::vector<std::string> lines_of(io::File& file, std::uint64_t begin, std::uint64_t end,
                                  std::size_t max_line = 100) {
  LineReader reader(file, begin, end, max_line);
  std::vector<std::string> out;
  while (const auto line = reader.next().value()) {
    out.emplace_back(line->bytes);
    if (line->size != line->bytes.size()) out.back() += "|" + std::to_string(line->size);
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST(Lines, EndsMarksAndBlanks) {
  io::FakeFileSystem files;
  const auto file = file_with(files,
                              "\xEF\xBB\xBF"
                              "a\r\n\nbc\n\xEF\xBB\xBF"
                              "d");
  EXPECT_EQ(lines_of(*file, 0, 100), (Lines{"a", "", "bc",
                                            "\xEF\xBB\xBF"
                                            "d"}));
}

TEST(Lines, ALongLineIsCutAndTheNextIsWhole) {
  io::FakeFileSystem files;
  const auto file = file_with(files, "0123456789\nab\n" + std::string(1'000'000, 'x') + "\nend\n");
  EXPECT_EQ(lines_of(*file, 0, 2'000'000, 4), (Lines{"0123|10", "ab", "xxxx|1000000", "end"}));
  EXPECT_EQ(lines_of(*file, 500'000, 2'000'000, 4), Lines{"end"});
  EXPECT_EQ(lines_of(*file, 500'000, 600'000, 4), Lines{});
}

// However a file is cut into ranges, each line is in exactly one.
TEST(Lines, RangesShareNoLineAndLoseNone) {
  const std::string text = "a\n\nbcd\nefghij\n\n\nk\nlmnop\nq";
  io::FakeFileSystem files;
  const auto file = file_with(files, text);
  const Lines all = lines_of(*file, 0, text.size());
  for (std::uint64_t first = 0; first <= text.size(); ++first)
    for (std::uint64_t second = first; second <= text.size(); ++second) {
      Lines parts;
      for (const auto& [begin, end] :
           {std::pair{std::uint64_t{0}, first}, {first, second}, {second, text.size()}})
        for (std::string& line : lines_of(*file, begin, end)) parts.push_back(std::move(line));
      EXPECT_EQ(parts, all) << first << ", " << second;
    }
}

}  // namespace
}  // namespace millrace::clean
