// Series of the API (metrics, scalars) as a table: one line each with its last value and summary.
#pragma once
#include "cli/context.h"
#include "cli/table.h"
#include "json/value.h"

namespace millrace::cli {

struct SeriesTable {
  TextTable table;
  std::size_t left_out =
      0;  // series of which nothing was measured, as of cards where there are none
};
SeriesTable series_table(const json::Value& answer);
// It and what is to be said of it.
void show_series(Context& context, const json::Value& answer);

}  // namespace millrace::cli
