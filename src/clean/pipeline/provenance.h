// One line of JSON for each thing that was done to a row, in the order of rows and steps. A shard
// does not know the number of its first row, so that its own files say the line within the shard
// and a tab instead; put together they become {"row":N,"step":…}. Pure functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clean/edits.h"
#include "clean/operator.h"

namespace millrace::clean {

struct StepName {
  std::size_t step = 0;  // of the recipe, from 0
  std::string_view name;
};

// What became of a row for which another one, equal or alike, stays.
struct Duplicate {
  std::uint64_t row = 0;  // the one that stays, from 1
  double similarity = 1;
};

// {"step","operator","action":"changed","field","span":[begin,end],"before","after","reason"}, one
// for each edit; spans are in characters of the field's text before the step.
void append_edits(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                  std::string_view before, const Edits& edits);
// {"step","operator","action":"dropped","field","span","before","after":null,"stat","value",
// "reason"}
void append_drop(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                 std::string_view text, const Verdict& verdict);
void append_duplicate(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                      std::string_view text, const Duplicate& duplicate);
// {"step","operator","action":"rejected","reason"}: the step could not be done to the row.
void append_rejection(std::string& out, std::uint64_t line, StepName step, std::string_view reason);
// {"reason","bytes","raw"}: a row that could not be read. Long ones are cut; "bytes" is the truth.
void append_rejected(std::string& out, std::uint64_t line, std::string_view reason,
                     std::uint64_t bytes, std::string_view raw);

// A line of a shard's file: its number within the shard, and the members behind "row".
struct ShardRecord {
  std::uint64_t line = 0;
  std::string_view members;  // `"step":0,…}`
};
std::optional<ShardRecord> read_shard_record(std::string_view text);
// The line as it is in the whole file: `first_row` is the number of the shard's first line.
void append_record(std::string& out, const ShardRecord& record, std::uint64_t first_row);

}  // namespace millrace::clean
