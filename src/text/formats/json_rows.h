// Rows of JSON arrays and of JSON lines. Used by one thread.
#pragma once
#include "text/formats/byte_window.h"
#include "text/formats/row_reader.h"

namespace millrace::text {

// The value of one row, or what is wrong with its bytes: broken UTF-8, NUL, truncated, not JSON.
std::variant<Row, RowError> parse_row(std::string_view text, std::int64_t number,
                                      const RowReader::Limits& limits);

std::unique_ptr<RowReader> make_json_lines_reader(ByteWindow window, RowReader::Limits limits);
// Objects over several lines each, one behind the other.
std::unique_ptr<RowReader> make_json_sequence_reader(ByteWindow window, RowReader::Limits limits);
// Does the first line leave a bracket open?
bool is_open_at_line_end(std::string_view beginning);
std::unique_ptr<RowReader> make_json_array_reader(ByteWindow window, RowReader::Limits limits);
std::unique_ptr<RowReader> make_csv_reader(ByteWindow window, char separator,
                                           RowReader::Limits limits);

}  // namespace millrace::text
