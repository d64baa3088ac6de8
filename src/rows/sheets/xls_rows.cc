#include "rows/sheets/xls_rows.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>

#include "io/confine.h"
#include "io/subprocess.h"
#include "rows/sheets/table_rows.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kSheetEnd = "\f";  // between sheets, as asked for with -b
// What the program writes, up to the end of the first sheet. Quotes are doubled within quotes.
class XlsReader final : public text::RowReader {
 public:
  explicit XlsReader(io::Subprocess child) : child_(std::move(child)) {}

  Result<std::optional<std::variant<text::Row, text::RowError>>> next() override {
    using Next = std::optional<std::variant<text::Row, text::RowError>>;
    while (!ended_) {
      ++number_;
      TRY_ASSIGN(auto cells, record());
      if (!cells) break;
      if (auto row = table_.row(number_, std::move(*cells))) return Next(std::move(*row));
    }
    if (!ended_) TRY(check_end());
    ended_ = true;
    return Next();
  }

 private:
  // One line of cells; nullopt at the end of the sheet.
  Result<std::optional<std::vector<std::string>>> record() {
    using Cells = std::optional<std::vector<std::string>>;
    std::vector<std::string> cells(1);
    bool quoted = false, any = false;
    for (;;) {
      TRY_ASSIGN(const int byte, take());
      if (byte < 0 || (byte == '\f' && !quoted)) {
        sheet_over_ = byte == '\f';
        return any ? Cells(std::move(cells)) : Cells();
      }
      any = true;
      const char c = static_cast<char>(byte);
      if (quoted && c == '"') {
        TRY_ASSIGN(const int after, peek());
        quoted = after == '"';
        if (quoted) TRY(take());
        if (quoted) cells.back() += '"';
      } else if (quoted) {
        cells.back() += c;
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        cells.emplace_back();
      } else if (c == '\n') {
        return Cells(std::move(cells));
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
  }

  Result<int> peek() {
    if (sheet_over_) return -1;
    if (at_ == buffer_.size()) {
      buffer_.resize(std::size_t{64} << 10);
      ssize_t got = 0;
      do got = ::read(child_.out().get(), buffer_.data(), buffer_.size());
      while (got < 0 && errno == EINTR);
      if (got < 0) return base::from_errno(errno, "read what xls2csv writes");
      buffer_.resize(static_cast<std::size_t>(got));
      at_ = 0;
    }
    return buffer_.empty() ? -1 : static_cast<unsigned char>(buffer_[at_]);
  }
  Result<int> take() {
    TRY_ASSIGN(const int byte, peek());
    if (byte >= 0) ++at_;
    return byte;
  }

  Result<void> check_end() {
    if (sheet_over_) return child_.kill(9);
    TRY_ASSIGN(const io::ExitStatus status, child_.wait());
    if (status.success() && number_ > 1) return {};
    return fail(ErrorCode::kInvalid,
                "the file is no xls workbook that can be read; save it as xlsx or csv");
  }

  io::Subprocess child_;
  TableRows table_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
  bool sheet_over_ = false, ended_ = false;
};

}  // namespace

Result<std::unique_ptr<text::RowReader>> open_xls(const std::string& path) {
  auto argv = io::confined({.shown = {{path, "/book.xls"}}, .cpu_seconds = 120},
                           {"xls2csv", "-d", "utf-8", "-q", "3", "-c", ",", "-b",
                            std::string(kSheetEnd), "/book.xls"});
  if (!argv)
    return fail(argv.error().code,
                argv.error().message + ": save the file as xlsx or csv to import it");
  TRY_ASSIGN(io::Subprocess child, io::Subprocess::spawn({.argv = std::move(*argv),
                                                          .out = io::Stream::pipe(),
                                                          .err = io::Stream::null()}));
  return std::unique_ptr<text::RowReader>(std::make_unique<XlsReader>(std::move(child)));
}

}  // namespace millrace::rows
