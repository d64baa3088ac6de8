#include "rows/import_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/strings.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kRowFormats[] = {"jsonl", "json", "csv", "tsv"};

text::ReadBytes reader_of(io::File& file, const OnBytes& on_bytes) {
  return [&file, &on_bytes, at = std::uint64_t{0}](
             char* buffer, std::size_t size) mutable -> Result<std::size_t> {
    TRY_ASSIGN(const std::string bytes, file.read_at(at, size));
    std::memcpy(buffer, bytes.data(), bytes.size());
    at += bytes.size();
    TRY(on_bytes(bytes.size()));
    return bytes.size();
  };
}

std::optional<text::FileKind> kind_of(std::string_view format) {
  if (format == "json") return text::FileKind::kJson;
  if (format == "csv") return text::FileKind::kCsv;
  if (format == "tsv") return text::FileKind::kTsv;
  return text::FileKind::kJsonLines;
}

Result<void> import_rows(io::FileSystem& files, const SourceFile& source, std::string_view format,
                         const std::string& name, RowImport& import, const OnBytes& on_bytes) {
  TRY_ASSIGN(const auto file, files.open(source.path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const auto reader, text::RowReader::open(reader_of(*file, on_bytes), kind_of(format)));
  return import.add(*reader, name);
}

}  // namespace

bool is_import_format(std::string_view format) {
  return std::find(std::begin(kRowFormats), std::end(kRowFormats), format) != std::end(kRowFormats);
}

std::string import_formats() {
  std::string out;
  for (const std::string_view format : kRowFormats)
    out += (out.empty() ? "" : ", ") + std::string(format);
  return out;
}

std::string_view import_format_of_name(std::string_view name) {
  const std::string lower = base::to_lower(name);
  for (const std::string_view format : kRowFormats)
    if (lower.ends_with("." + std::string(format))) return format;
  return "";
}

Result<ImportFacts> import_files(io::FileSystem& files, const Template& of,
                                 const ImportSources& sources, const RowImport::Options& into,
                                 const OnBytes& on_bytes) {
  TRY_ASSIGN(RowImport import, RowImport::begin(files, of, into));
  const bool several = sources.files.size() > 1;
  for (const SourceFile& source : sources.files) {
    const std::string format =
        sources.format.empty() ? std::string(import_format_of_name(source.name)) : sources.format;
    if (format.empty())
      return fail(
          ErrorCode::kInvalid,
          fmt::format("\"{}\" ends like no file of rows; say which format it has", source.name));
    TRY(import_rows(files, source, format, several ? source.name : "", import, on_bytes));
  }
  TRY(import.finish());
  return ImportFacts{.accepted = import.accepted(),
                     .rejected_total = import.rejected_total(),
                     .rejected = import.rejected(),
                     .counts = import.counts()};
}

}  // namespace millrace::rows
