// Series of the API (metrics, scalars) as a table: one line each with its last value and summary.
// Pure.
#pragma once
#include "cli/table.h"
#include "json/value.h"

namespace millrace::cli {

TextTable series_table(const json::Value& answer);

}  // namespace millrace::cli
