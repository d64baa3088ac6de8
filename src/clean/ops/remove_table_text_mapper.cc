// Removes tables that are written as text: two and more lines of the same number of columns, at
// blanks, tabs or bars. The pattern of Data-Juicer, (?<=\n)((\S+?)([ |\t](\S+?)){n}\n+){2,} for
// each number of columns in turn, explodes on backtracking matchers; here each line is looked at
// once.
#include <algorithm>
#include <array>
#include <vector>

#include "clean/operator.h"
#include "clean/ops/code_points.h"

namespace millrace::clean::ops {
namespace {

struct RemoveTableTextOptions {
  std::int64_t min_col = 2;
  std::int64_t max_col = 20;
};
constexpr std::array kFields{
    describe::field<&RemoveTableTextOptions::min_col>(
        "min_col", Access::kMutable, "The fewest columns of a table that is removed.",
        {.limits = {.min = 2, .max = 20}}),
    describe::field<&RemoveTableTextOptions::max_col>(
        "max_col", Access::kMutable, "The most columns.", {.limits = {.min = 2, .max = 20}})};

// A line that is not empty, with the empty ones behind it, and how many separators it may be said
// to have: blanks and tabs always separate, a bar may also belong to a cell. None: fewest > most.
struct Line {
  std::size_t begin, end;
  int fewest = 1, most = 0;
  bool removed = false;
};

// Bars of a run without blanks that may separate cells, which are never empty.
int free_bars(std::string_view run) {
  int bars = 0;
  std::size_t cell = 0;
  for (std::size_t at = run.find('|'); at != run.npos; at = run.find('|', at + 1))
    if (at > cell && at + 1 < run.size()) {
      ++bars;
      cell = at + 1;
    }
  return bars;
}

bool has_other_space(std::string_view run) {
  for (std::size_t at = 0; at < run.size();) {
    const auto next = text::decode_valid(run.data() + at);
    if (text::CharClasses::table().is(next.code, text::CharClass::kSpace)) return true;
    at += next.size;
  }
  return false;
}

void count_separators(std::string_view line, Line& out) {
  int fixed = 0, bars = 0;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    const std::string_view run = line.substr(at, end - at);
    if (run.empty() || has_other_space(run)) return;  // no row of a table
    bars += free_bars(run);
    if (end < line.size()) ++fixed;
    at = end + 1;
  }
  out.fewest = fixed;
  out.most = fixed + bars;
}

// The lines that could be rows: all that end with a line break but the first of the text.
std::vector<Line> find_lines(std::string_view text) {
  std::vector<Line> lines;
  std::size_t at = text.find('\n');
  while (at != text.npos && (at = text.find_first_not_of('\n', at)) != text.npos) {
    const std::size_t end = text.find('\n', at);
    if (end == text.npos) break;
    Line line{.begin = at, .end = std::min(text.find_first_not_of('\n', end), text.size())};
    count_separators(text.substr(at, end - at), line);
    lines.push_back(line);
    at = end;
  }
  return lines;
}

// Runs of two and more lines with so many separators.
void mark_tables(std::vector<Line>& lines, std::int64_t separators) {
  std::vector<Line*> run;
  const auto end_run = [&] {
    if (run.size() > 1)
      for (Line* line : run) line->removed = true;
    run.clear();
  };
  for (Line& line : lines) {
    if (line.removed) continue;  // gone in an earlier pass: what is around it has become neighbours
    if (line.fewest <= separators && separators <= line.most)
      run.push_back(&line);
    else
      end_run();
  }
  end_run();
}

class RemoveTableTextMapper final : public Mapper {
 public:
  explicit RemoveTableTextMapper(RemoveTableTextOptions options) : options_(options) {}

  void map(std::string_view text, Edits& out) const override {
    std::vector<Line> lines = find_lines(text);
    for (std::int64_t columns = options_.min_col; columns <= options_.max_col; ++columns)
      mark_tables(lines, columns - 1);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].removed) continue;
      const std::size_t begin = lines[i].begin;
      while (i + 1 < lines.size() && lines[i + 1].removed) ++i;
      out.remove(begin, lines[i].end, "table");
    }
  }

 private:
  RemoveTableTextOptions options_;
};

}  // namespace

OperatorType remove_table_text_mapper() {
  return operator_type<RemoveTableTextMapper, RemoveTableTextOptions, kFields>(
      "remove_table_text_mapper", Kind::kMapper, Group::kExpert,
      "Removes tables that are written as text.");
}

}  // namespace millrace::clean::ops
