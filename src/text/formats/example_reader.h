// A dataset file as Examples, row by row: file kind and format are found out where they are not
// given. Bounded memory; used by one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/result.h"
#include "text/formats/dataset_format.h"
#include "text/formats/example.h"
#include "text/formats/row_reader.h"

namespace millrace::text {

class ExampleReader {
 public:
  struct Options {
    std::optional<FileKind> kind{};
    std::optional<DatasetFormat> format{};
    RowReader::Limits limits{};
  };
  static Result<ExampleReader> open(ReadBytes read, Options options);

  // nullopt at the end. An Error of the Result is the file's: it cannot be read, or its rows are in
  // no known format.
  Result<std::optional<std::variant<Example, RowError>>> next();

  // Once a row that has one was seen.
  const std::optional<Detection>& detection() const { return detection_; }

 private:
  ExampleReader(std::unique_ptr<RowReader> rows, Options options);
  std::unique_ptr<RowReader> rows_;
  std::optional<Detection> detection_;
};

}  // namespace millrace::text
