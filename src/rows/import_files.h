// The files of one import, whatever they are, as rows of one segment: lists and tables of rows,
// pictures, and archives of all these. Blocking; used by one thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "rows/import.h"

namespace millrace::rows {

struct SourceFile {
  std::string path{};  // absolute
  std::string name{};  // what people call it
};

struct ImportSources {
  std::vector<SourceFile> files{};
  std::string format{};  // "jsonl", …; empty: as each file's name ends
};

struct ImportPlaces {
  RowImport::Options rows{};
  std::string images{};   // folder of pictures by content
  std::string scratch{};  // folder that archives are unpacked to; made, and gone afterwards
};

// Called with bytes read, often; its error ends the import (kCancelled: somebody wants it to end).
using OnBytes = std::function<Result<void>(std::uint64_t bytes)>;

struct ImportFacts {
  std::int64_t accepted = 0, rejected_total = 0;
  std::int64_t duplicate_files = 0;  // left out, as another has the same content
  std::vector<Rejected> rejected{};
  std::map<std::string, std::int64_t> counts{};
};

// kInvalid in words when nothing in the files can be read at all. The segment is sealed when this
// returns.
Result<ImportFacts> import_files(io::FileSystem& files, const Template& of,
                                 const ImportSources& sources, const ImportPlaces& places,
                                 const OnBytes& on_bytes);

// Is it a format that import_files reads?
bool is_import_format(std::string_view format);
std::string import_formats();  // all of them, in words
// "rows.TAR.GZ" → "tar.gz"; empty: not known.
std::string_view import_format_of_name(std::string_view name);

}  // namespace millrace::rows
