#include "rows/sheets/xlsx_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>

#include "base/strings.h"
#include "rows/sheets/table_rows.h"
#include "rows/sheets/xml_events.h"

namespace millrace::rows {
namespace {

using More = XmlEvents::More;
constexpr std::size_t kPiece = std::size_t{64} << 10;
constexpr std::uint64_t kMostSmallPart = std::uint64_t{16} << 20;

Result<void> parse_whole(const std::string& text, XmlEvents::Handlers handlers) {
  XmlEvents events(std::move(handlers));
  return events.feed(text, More::kNo);
}

// Path of the first sheet as the workbook and its relations say.
Result<std::string> first_sheet(const ZipFile& workbook) {
  std::string id, path;
  TRY_ASSIGN(const std::string book, workbook.whole("xl/workbook.xml", kMostSmallPart));
  TRY(parse_whole(book, {.begin =
                             [&](std::string_view element, const XmlEvents::Attribute& attribute) {
                               if (element == "sheet" && id.empty()) id = attribute("id");
                             },
                         .end = [](std::string_view) {},
                         .text = [](std::string_view) {}}));
  TRY_ASSIGN(const std::string relations,
             workbook.whole("xl/_rels/workbook.xml.rels", kMostSmallPart));
  TRY(parse_whole(relations,
                  {.begin =
                       [&](std::string_view element, const XmlEvents::Attribute& attribute) {
                         if (element == "Relationship" && attribute("Id") == id)
                           path = attribute("Target");
                       },
                   .end = [](std::string_view) {},
                   .text = [](std::string_view) {}}));
  if (id.empty() || path.empty()) return fail(ErrorCode::kInvalid, "the workbook has no sheet");
  return path.starts_with('/') ? path.substr(1) : "xl/" + path;
}

// Texts that cells name by number. What is phonetic (rPh) is no part of them.
Result<std::vector<std::string>> shared_texts(const ZipFile& workbook, std::uint64_t most) {
  std::vector<std::string> out;
  auto part = workbook.part("xl/sharedStrings.xml", most);
  if (!part && part.error().code == ErrorCode::kNotFound) return out;
  TRY(part);
  bool in_text = false;
  int phonetic = 0;
  XmlEvents events({.begin =
                        [&](std::string_view element, const XmlEvents::Attribute&) {
                          if (element == "si") out.emplace_back();
                          if (element == "rPh") ++phonetic;
                          in_text = element == "t" && phonetic == 0;
                        },
                    .end =
                        [&](std::string_view element) {
                          if (element == "rPh") --phonetic;
                          in_text = false;
                        },
                    .text =
                        [&](std::string_view text) {
                          if (in_text && !out.empty()) out.back() += text;
                        }});
  for (;;) {
    TRY_ASSIGN(const std::string piece, part->read(kPiece));
    TRY(events.feed(piece, piece.empty() ? More::kNo : More::kYes));
    if (piece.empty()) return out;
  }
}

// "AB12" → column 27 (A is 0); nullopt for what has no letters.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0, letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z')
    column = column * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  return letters == 0 || letters > 3 ? std::nullopt : std::optional(column - 1);
}

class XlsxReader final : public text::RowReader {
 public:
  XlsxReader(ZipFile workbook, ZipFile::Part sheet, std::vector<std::string> shared,
             const XlsxLimits& limits)
      : workbook_(std::move(workbook)),
        sheet_(std::move(sheet)),
        shared_(std::move(shared)),
        limits_(limits),
        events_(
            {.begin = [this](std::string_view e, const XmlEvents::Attribute& a) { begin(e, a); },
             .end = [this](std::string_view e) { end(e); },
             .text = [this](std::string_view t) { text(t); }}) {}

  Result<std::optional<std::variant<text::Row, text::RowError>>> next() override {
    using Next = std::optional<std::variant<text::Row, text::RowError>>;
    while (ready_.empty()) {
      if (ended_) return Next();
      TRY_ASSIGN(const std::string piece, sheet_.read(kPiece));
      ended_ = piece.empty();
      if (auto fed = events_.feed(piece, ended_ ? More::kNo : More::kYes); !fed) {
        ended_ = true;  // what was read before is good
        ready_.emplace_back(text::RowError{number_ + 1, "", fed.error().message});
      }
    }
    Next out(std::move(ready_.front()));
    ready_.pop_front();
    return out;
  }

 private:
  void begin(std::string_view element, const XmlEvents::Attribute& attribute) {
    if (element == "row") {
      const auto number = base::parse_int(attribute("r"));
      number_ = number && *number > number_ ? *number : number_ + 1;
      cells_.clear();
      next_column_ = bytes_ = 0;
    } else if (element == "c") {
      type_ = attribute("t");
      column_ = column_of(attribute("r")).value_or(next_column_);
      next_column_ = column_ + 1;
      value_.clear();
    }
    in_value_ = element == "v" || element == "t";
  }

  void text(std::string_view text) {
    bytes_ += text.size();
    if (in_value_ && bytes_ <= limits_.max_row_bytes) value_ += text;
  }

  void end(std::string_view element) {
    in_value_ = false;
    if (element == "c" && column_ < limits_.max_columns) {
      if (type_ == "s") value_ = shared_text();
      if (type_ == "b") value_ = value_ == "1" ? "true" : "false";
      if (cells_.size() <= column_) cells_.resize(column_ + 1);
      cells_[column_] = std::move(value_);
      value_.clear();
    }
    if (element != "row") return;
    if (bytes_ > limits_.max_row_bytes)
      ready_.emplace_back(text::RowError{
          number_, "", fmt::format("the row is longer than {} bytes", limits_.max_row_bytes)});
    else if (auto row = table_.row(number_, std::move(cells_)))
      ready_.push_back(std::move(*row));
    cells_.clear();
  }

  std::string shared_text() {
    const auto index = base::parse_int(value_);
    const bool known = index && *index >= 0 && static_cast<std::size_t>(*index) < shared_.size();
    const std::string text = known ? shared_[static_cast<std::size_t>(*index)] : "";
    bytes_ += text.size();
    return text;
  }

  ZipFile workbook_;
  ZipFile::Part sheet_;
  std::vector<std::string> shared_;
  XlsxLimits limits_;
  XmlEvents events_;
  TableRows table_;
  std::deque<std::variant<text::Row, text::RowError>> ready_;
  std::vector<std::string> cells_;
  std::string type_, value_;
  std::size_t column_ = 0, next_column_ = 0, bytes_ = 0;
  std::int64_t number_ = 0;
  bool in_value_ = false, ended_ = false;
};

}  // namespace

Result<std::unique_ptr<text::RowReader>> open_xlsx(ZipFile workbook, const XlsxLimits& limits) {
  auto path = first_sheet(workbook);
  if (!path && path.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kInvalid, "the file is no xlsx workbook: it has no xl/workbook.xml");
  TRY(path);
  TRY_ASSIGN(auto shared, shared_texts(workbook, limits.max_shared_bytes));
  TRY_ASSIGN(auto sheet, workbook.part(*path, limits.max_sheet_bytes));
  return std::unique_ptr<text::RowReader>(std::make_unique<XlsxReader>(
      std::move(workbook), std::move(sheet), std::move(shared), limits));
}

}  // namespace millrace::rows
