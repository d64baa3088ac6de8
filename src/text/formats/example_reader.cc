#include "text/formats/example_reader.h"

#include <fmt/core.h>

namespace millrace::text {

ExampleReader::ExampleReader(std::unique_ptr<RowReader> rows, Options options)
    : rows_(std::move(rows)) {
  if (options.format) detection_ = Detection{*options.format, "given"};
}

Result<ExampleReader> ExampleReader::open(ReadBytes read, Options options) {
  TRY_ASSIGN(auto rows, RowReader::open(std::move(read), options.kind, options.limits));
  return ExampleReader(std::move(rows), options);
}

Result<std::optional<std::variant<Example, RowError>>> ExampleReader::next() {
  using Next = std::optional<std::variant<Example, RowError>>;
  TRY_ASSIGN(auto row, rows_->next());
  if (!row) return Next();
  if (auto* error = std::get_if<RowError>(&*row)) return Next(std::move(*error));
  const Row& read = std::get<Row>(*row);
  if (!detection_) {
    auto detection = detect_format(read.value);
    if (!detection) {
      if (read.value.as_object() == nullptr)
        return Next(RowError{read.number, "", detection.error().message});
      return fail(ErrorCode::kInvalid,
                  fmt::format("row {}: {}", read.number, detection.error().message));
    }
    detection_ = std::move(*detection);
  }
  return Next(read_example(read.value, read.number, detection_->format));
}

}  // namespace millrace::text
