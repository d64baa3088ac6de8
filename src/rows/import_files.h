// The files of one import, whatever they are, as rows of one segment: tables and lists of rows now,
// each by its own reader. Blocking; used by one thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "rows/import.h"

namespace millrace::rows {

struct SourceFile {
  std::string path{};
  std::string name{};  // what people call it
};

struct ImportSources {
  std::vector<SourceFile> files{};
  std::string format{};  // "jsonl", …; empty: as each file's name ends
};

// Called with bytes read, often; its error ends the import (kCancelled: somebody wants it to end).
using OnBytes = std::function<Result<void>(std::uint64_t bytes)>;

struct ImportFacts {
  std::int64_t accepted = 0, rejected_total = 0, duplicate_files = 0;
  std::vector<Rejected> rejected{};
  std::map<std::string, std::int64_t> counts{};
};

// kInvalid in words for files that are no files of rows. The segment is sealed when this returns.
Result<ImportFacts> import_files(io::FileSystem& files, const Template& of,
                                 const ImportSources& sources, const RowImport::Options& into,
                                 const OnBytes& on_bytes);

// Is it a format that import_files reads?
bool is_import_format(std::string_view format);
std::string import_formats();  // all of them, in words
// "rows.TAR.GZ" → "tar.gz"; empty: not known.
std::string_view import_format_of_name(std::string_view name);

}  // namespace millrace::rows
