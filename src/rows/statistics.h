// What a set of rows is like: how long its texts are, in which scripts they are written. Pure
// functions.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace millrace::rows {

// "zh", "ja", "ko", "ru", "ar", "latin" or "other": by the letters that a text has most of, since
// each of these languages has letters of its own; "latin" is any that is written in Latin ones.
std::string_view language_of(std::string_view text);

// Numbers in bins of equal width.
struct Histogram {
  double width = 1;
  std::vector<std::int64_t> bins{};
};
struct Spread {
  std::int64_t count = 0, min = 0, max = 0, p50 = 0, p90 = 0, p99 = 0;
  double mean = 0;
  Histogram histogram{};
};
Spread spread_of(std::vector<std::int64_t> numbers);  // 20 bins
json::Value to_json(const Spread& spread);

// Every text in a row, one behind the other.
std::string texts_of(const json::Value& row);

}  // namespace millrace::rows
