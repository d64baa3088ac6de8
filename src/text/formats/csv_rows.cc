// CSV as RFC 4180 has it, with a header: each record becomes an object of strings. A TSV of a text
// and a number in each line, as classification sets are handed around, needs no header.
#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "text/formats/json_rows.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

using Next = std::optional<std::variant<Row, RowError>>;

class CsvReader final : public RowReader {
 public:
  CsvReader(ByteWindow window, char separator, Limits limits)
      : window_(std::move(window)), separator_(separator), limits_(limits) {}

  Result<Next> next() override {
    if (ended_) return Next();
    if (number_ == 0) {
      const auto wrong = read_header();
      if (window_.error()) return *window_.error();
      if (wrong) {
        ended_ = true;
        return Next(RowError{1, "", *wrong});
      }
      if (is_labelled_text()) {
        header_ = {"text", "label"};
        return Next(row());
      }
    }
    while (window_.peek() >= 0) {
      const auto wrong = read_record();
      if (window_.error()) return *window_.error();
      if (wrong) return Next(RowError{number_, "", *wrong});
      if (fields_.size() == 1 && fields_[0].empty()) continue;
      return Next(row());
    }
    if (window_.error()) return *window_.error();
    return Next();
  }

 private:
  std::optional<std::string> read_header() {
    if (window_.peek() < 0) return "the file is empty: a CSV file begins with a header";
    if (const auto wrong = read_record()) return wrong;
    header_ = fields_;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i].empty()) return fmt::format("column {} of the header has no name", i + 1);
      if (std::count(header_.begin(), header_.end(), header_[i]) > 1)
        return fmt::format("the header has the column \"{}\" twice", header_[i]);
    }
    return check_text();
  }

  // No column is called by a number: this is the first row already.
  bool is_labelled_text() const {
    return separator_ == '\t' && fields_.size() == 2 && base::parse_int(fields_[1]).has_value();
  }

  std::variant<Row, RowError> row() const {
    if (const auto wrong = check_text()) return RowError{number_, "", *wrong};
    if (fields_.size() != header_.size())
      return RowError{
          number_, "",
          fmt::format("{} fields under a header of {} columns", fields_.size(), header_.size())};
    json::Object object;
    for (std::size_t i = 0; i < header_.size(); ++i) object.append(header_[i], fields_[i]);
    return Row{number_, json::Value(std::move(object))};
  }

  std::optional<std::string> check_text() const {
    for (const std::string& field : fields_) {
      if (valid_prefix(field) < field.size()) return "not UTF-8: save the file as UTF-8";
      if (field.find('\0') != std::string::npos) return "a NUL byte in the row";
    }
    return std::nullopt;
  }

  // One record into fields_; what is wrong with it, if anything.
  std::optional<std::string> read_record() {
    ++number_;
    fields_.assign(1, "");
    size_ = 0;
    std::optional<std::string> wrong;
    while (true) {
      const int byte = window_.take();
      if (byte < 0 || byte == '\n') break;
      if (byte == '\r' && (window_.peek() == '\n' || window_.peek() < 0)) continue;
      if (byte == separator_) {
        fields_.emplace_back();
      } else if (byte == '"' && fields_.back().empty() && separator_ == ',') {
        if (!read_quoted()) return "a quote is never closed: the file ends within this row";
      } else {
        add(byte);
      }
    }
    if (size_ > limits_.max_row_bytes)
      wrong = fmt::format("the row is longer than {} bytes", limits_.max_row_bytes);
    return wrong;
  }

  void add(int byte) {
    if (++size_ <= limits_.max_row_bytes) fields_.back() += static_cast<char>(byte);
  }

  bool read_quoted() {
    while (true) {
      const int byte = window_.take();
      if (byte < 0) {
        ended_ = true;
        return false;
      }
      if (byte != '"') {
        add(byte);
      } else if (window_.peek() == '"') {
        add(window_.take());
      } else {
        return true;
      }
    }
  }

  ByteWindow window_;
  char separator_;
  Limits limits_;
  std::int64_t number_ = 0;
  std::size_t size_ = 0;
  bool ended_ = false;
  std::vector<std::string> header_;
  std::vector<std::string> fields_;
};

}  // namespace

std::unique_ptr<RowReader> make_csv_reader(ByteWindow window, char separator,
                                           RowReader::Limits limits) {
  return std::make_unique<CsvReader>(std::move(window), separator, limits);
}

}  // namespace millrace::text
