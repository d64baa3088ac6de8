#include "api/tune_data.h"

#include <fmt/core.h>

#include <cstring>

#include "text/formats/example_reader.h"

namespace millrace::api {
namespace {

constexpr std::uint64_t kMostBytes = 16 << 20;

text::ReadBytes reader_of(io::File& file, std::uint64_t& at) {
  return [&file, &at](char* buffer, std::size_t size) -> Result<std::size_t> {
    TRY_ASSIGN(const std::string bytes, file.read_at(at, size));
    std::memcpy(buffer, bytes.data(), bytes.size());
    at += bytes.size();
    return bytes.size();
  };
}

std::string words(const text::RowError& error, const std::string& name) {
  return fmt::format("\"{}\", row {}: {}{}{}", name, error.row, error.field,
                     error.field.empty() ? "" : ": ", error.reason);
}

}  // namespace

Result<TuneRows> look_at_tune_data(io::FileSystem& files, const std::string& path,
                                   const std::string& name, std::int64_t most,
                                   const std::string& field) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kRead));
  std::uint64_t at = 0;
  const auto refused = [&](const Error& error) {
    return base::invalid_field(field, fmt::format("\"{}\": {}", name, error.message));
  };
  auto reader =
      text::ExampleReader::open(reader_of(*file, at), {.kind = text::file_kind_of_name(name)});
  if (!reader) return refused(reader.error());
  TuneRows out;
  while (out.count < most && at < kMostBytes) {
    const auto row = reader->next();
    if (!row) return refused(row.error());
    if (!row->has_value()) {
      out.end = TuneRows::End::kReached;
      break;
    }
    if (const auto* wrong = std::get_if<text::RowError>(&**row))
      return base::invalid_field(field, words(*wrong, name));
    ++out.count;
  }
  if (out.count == 0) return base::invalid_field(field, fmt::format("\"{}\" has no rows", name));
  return out;
}

}  // namespace millrace::api
