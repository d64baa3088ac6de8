#include "text/formats/json_rows.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

using Next = std::optional<std::variant<Row, RowError>>;

bool is_blank(int byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

// Follows brackets and strings, so that the end of a value is known before it is parsed.
class Nesting {
 public:
  void pass(char c) {
    if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
      return;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
  }
  bool is_open() const { return in_string_ || depth_ > 0; }
  bool in_string() const { return in_string_; }
  long depth() const { return depth_; }

 private:
  bool in_string_ = false;
  bool escaped_ = false;
  long depth_ = 0;
};

bool ends_too_early(std::string_view text) {
  Nesting nesting;
  for (const char c : text) nesting.pass(c);
  return nesting.is_open();
}

std::string too_long(const RowReader::Limits& limits) {
  return fmt::format("the row is longer than {} bytes", limits.max_row_bytes);
}

class JsonLinesReader final : public RowReader {
 public:
  JsonLinesReader(ByteWindow window, Limits limits) : window_(std::move(window)), limits_(limits) {}

  Result<Next> next() override {
    while (true) {
      if (window_.peek() < 0) {
        if (window_.error()) return *window_.error();
        return Next();
      }
      ++number_;
      const bool fits = read_line();
      if (window_.error()) return *window_.error();
      if (!fits) return Next(RowError{number_, "", too_long(limits_)});
      if (base::trim(line_).empty()) continue;
      return Next(parse_row(line_, number_, limits_));
    }
  }

 private:
  bool read_line() {
    line_.clear();
    bool fits = true;
    for (std::string_view seen = window_.look(1); !seen.empty(); seen = window_.look(1)) {
      const std::size_t end = seen.find('\n');
      const std::string_view piece = seen.substr(0, end);
      const std::size_t room = limits_.max_row_bytes - line_.size();
      fits = fits && piece.size() <= room;
      line_ += piece.substr(0, room);
      window_.skip(end == std::string_view::npos ? piece.size() : end + 1);
      if (end != std::string_view::npos) break;
    }
    return fits;
  }

  ByteWindow window_;
  Limits limits_;
  std::int64_t number_ = 0;
  std::string line_;
};

class JsonArrayReader final : public RowReader {
 public:
  JsonArrayReader(ByteWindow window, Limits limits) : window_(std::move(window)), limits_(limits) {}

  Result<Next> next() override {
    if (ended_) return Next();
    skip_blanks();
    if (number_ == 0) {
      if (window_.peek() != '[') return end_with("the file is no JSON array: it begins without [");
      window_.take();
      skip_blanks();
    }
    if (window_.peek() == ']') return finish();
    if (number_ > 0) {
      if (window_.peek() >= 0 && window_.peek() != ',')
        return end_with("expected , or ] behind the row before");
      window_.take();
      skip_blanks();
    }
    ++number_;
    if (window_.peek() < 0)
      return end_with("the file ends within its JSON array: it was truncated");
    return read_item();
  }

 private:
  void skip_blanks() {
    while (is_blank(window_.peek())) window_.take();
  }

  Result<Next> finish() {
    ended_ = true;
    window_.take();
    skip_blanks();
    if (window_.error()) return *window_.error();
    if (window_.peek() >= 0)
      return Next(RowError{number_ + 1, "", "something stands behind the end of the JSON array"});
    return Next();
  }

  Result<Next> end_with(std::string reason) {
    ended_ = true;
    if (window_.error()) return *window_.error();
    return Next(RowError{std::max<std::int64_t>(number_, 1), "", std::move(reason)});
  }

  Result<Next> read_item() {
    item_.clear();
    Nesting nesting;
    bool fits = true;
    while (true) {
      const int byte = window_.peek();
      if (byte < 0) return end_with("the file ends within this row: it was truncated");
      if (!nesting.is_open() && (byte == ',' || byte == ']')) break;
      nesting.pass(static_cast<char>(byte));
      window_.take();
      if (item_.size() < limits_.max_row_bytes)
        item_ += static_cast<char>(byte);
      else
        fits = false;
    }
    if (!fits) return Next(RowError{number_, "", too_long(limits_)});
    return Next(parse_row(item_, number_, limits_));
  }

  ByteWindow window_;
  Limits limits_;
  std::int64_t number_ = 0;
  bool ended_ = false;
  std::string item_;
};

// Objects one behind the other, each over any number of lines: a row's number counts them.
class JsonSequenceReader final : public RowReader {
 public:
  JsonSequenceReader(ByteWindow window, Limits limits)
      : window_(std::move(window)), limits_(limits) {}

  Result<Next> next() override {
    while (is_blank(window_.peek()) || window_.peek() == ',') window_.take();
    if (window_.error()) return *window_.error();
    if (window_.peek() < 0) return Next();
    ++number_;
    item_.clear();
    Nesting nesting;
    bool fits = true;
    do {
      const int byte = window_.take();
      if (window_.error()) return *window_.error();
      if (byte < 0) return Next(RowError{number_, "", "the file ends within this row: truncated"});
      nesting.pass(static_cast<char>(byte));
      fits = fits && item_.size() < limits_.max_row_bytes;
      if (fits) item_ += static_cast<char>(byte);
    } while (nesting.is_open() || !ends_value());
    if (!fits) return Next(RowError{number_, "", too_long(limits_)});
    return Next(parse_row(item_, number_, limits_));
  }

 private:
  // What is no object ends with its line.
  bool ends_value() {
    return item_.back() == '}' || window_.peek() == '\n' || window_.peek() < 0;
  }

  ByteWindow window_;
  Limits limits_;
  std::int64_t number_ = 0;
  std::string item_;
};

}  // namespace

bool is_open_at_line_end(std::string_view beginning) {
  const auto end = beginning.find('\n');
  return end != std::string_view::npos && ends_too_early(beginning.substr(0, end));
}

std::unique_ptr<RowReader> make_json_sequence_reader(ByteWindow window, RowReader::Limits limits) {
  return std::make_unique<JsonSequenceReader>(std::move(window), limits);
}

std::variant<Row, RowError> parse_row(std::string_view text, std::int64_t number,
                                      const RowReader::Limits& limits) {
  auto value = json::parse(text, {limits.max_depth, limits.max_row_bytes});
  if (value) return Row{number, std::move(*value), base::trim(text)};
  // JSON is UTF-8 without NUL: only what could not be parsed can lack that.
  const std::size_t valid = valid_prefix(text);
  if (valid < text.size())
    return RowError{
        number, "",
        fmt::format("not UTF-8 at byte {} of the row: save the file as UTF-8", valid + 1)};
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    return RowError{number, "", fmt::format("a NUL byte at byte {} of the row", nul + 1)};
  if (ends_too_early(text))
    return RowError{number, "",
                    "the JSON ends before it is complete: truncated, or a line break "
                    "within a row"};
  return RowError{number, "", value.error().message};
}

std::unique_ptr<RowReader> make_json_lines_reader(ByteWindow window, RowReader::Limits limits) {
  return std::make_unique<JsonLinesReader>(std::move(window), limits);
}

std::unique_ptr<RowReader> make_json_array_reader(ByteWindow window, RowReader::Limits limits) {
  return std::make_unique<JsonArrayReader>(std::move(window), limits);
}

}  // namespace millrace::text
