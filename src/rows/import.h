// Rows of files from outside become one segment: each is read, held against its template and
// stored; what is wrong with a row is written down with its number, field and reason, and the rows
// after it go on. Memory is bounded by the longest row. Used by one thread.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rows/convert/convert.h"
#include "rows/segment.h"
#include "rows/templates/template.h"
#include "text/formats/row_reader.h"

namespace millrace::rows {

struct Rejected {
  std::string file{};  // empty: there is one only
  std::int64_t row = 0;
  std::string field{};  // empty: the row as a whole
  std::string reason{};
};
json::Value to_json(const Rejected& rejected);

class RowImport {
 public:
  static constexpr std::size_t kMostShown = 100;
  struct Options {
    std::string segment{};   // path of the new file
    std::string rejected{};  // and of the one with what was left out, a JSON object a line
    std::optional<Schema> written_as{};  // if not as the template has rows
    base::WorkerPool* helper = nullptr;  // compresses meanwhile, where there is one
  };
  static Result<RowImport> begin(io::FileSystem& files, const Template& of, const Options& options);

  // Looks at each row that fits and says what is to be marked of it, or what is wrong with it after
  // all.
  using Look =
      std::function<Result<std::variant<json::Object, text::RowError>>(const json::Value&)>;
  void set_look(Look look) { look_ = std::move(look); }
  // All rows of a file; `name` where there are several. An Error is the file's or the reader's own.
  Result<void> add(text::RowReader& reader, const std::string& name = {});
  // One row, or why it was left out.
  Result<void> add_row(const text::Row& row, const std::string& name, json::Object marks = {});
  Result<void> reject(Rejected rejected);

  std::int64_t accepted() const { return writer_.rows(); }
  std::int64_t rejected_total() const { return rejected_total_; }
  const std::vector<Rejected>& rejected() const { return shown_; }  // the first of them
  const std::map<std::string, std::int64_t>& counts() const { return counts_; }
  // Durable when this returns.
  Result<void> finish();

 private:
  RowImport(const Template& of, SegmentWriter writer, std::unique_ptr<io::File> left_out,
            std::optional<Schema> written_as)
      : of_(&of),
        writer_(std::move(writer)),
        left_out_(std::move(left_out)),
        written_as_(written_as) {}
  Result<void> look_and_store(const text::Row& row, const std::string& name, json::Object marks);
  Result<void> store(const text::Row& row, const json::Object& marks);

  const Template* of_;
  SegmentWriter writer_;
  std::unique_ptr<io::File> left_out_;
  std::optional<Schema> written_as_;
  Look look_;
  std::string lines_;  // of left_out_, on their way
  std::int64_t rejected_total_ = 0;
  std::vector<Rejected> shown_;
  std::map<std::string, std::int64_t> counts_;
};

// Of a row as it is exported: its labels and tags, taken out of its fields.
json::Object take_marks(const Template& of, json::Object& row);

}  // namespace millrace::rows
