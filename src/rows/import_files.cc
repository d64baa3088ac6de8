#include "rows/import_files.h"

#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "archive/tree_walk.h"
#include "archive/unpack.h"
#include "base/strings.h"
#include "crypto/file_hash.h"
#include "io/fd.h"
#include "rows/images.h"
#include "rows/sheets/xls_rows.h"
#include "rows/sheets/xlsx_rows.h"

namespace millrace::rows {
namespace {

enum class Group { kRows, kSheet, kImage, kArchive };
struct Format {
  std::string_view name;
  Group group;
};
constexpr Format kFormats[] = {
    {"jsonl", Group::kRows},     {"json", Group::kRows},   {"csv", Group::kRows},
    {"tsv", Group::kRows},       {"xlsx", Group::kSheet},  {"xls", Group::kSheet},
    {"jpg", Group::kImage},      {"jpeg", Group::kImage},  {"png", Group::kImage},
    {"bmp", Group::kImage},      {"webp", Group::kImage},  {"zip", Group::kArchive},
    {"tar.gz", Group::kArchive}, {"tgz", Group::kArchive}, {"tar", Group::kArchive}};

const Format* find_format(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const Format& f) { return f.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

std::optional<text::FileKind> kind_of(std::string_view format) {
  if (format == "json") return text::FileKind::kJson;
  if (format == "csv") return text::FileKind::kCsv;
  if (format == "tsv") return text::FileKind::kTsv;
  return text::FileKind::kJsonLines;
}

// What archives of some systems carry along.
bool is_litter(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return path.starts_with("__MACOSX/") || name.starts_with("._") || name == ".DS_Store" ||
         name == "Thumbs.db";
}

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

class FilesImport {
 public:
  FilesImport(io::FileSystem& files, const Template& of, const ImportPlaces& places,
              const OnBytes& on_bytes, RowImport& import)
      : files_(files),
        of_(of),
        places_(places),
        on_bytes_(on_bytes),
        import_(import),
        shelf_(files, places.images) {}

  // Archives are unpacked; what is in the files is not looked at yet.
  Result<void> take(const SourceFile& source, std::string_view format_name) {
    const Format* format = find_format(format_name);
    if (format == nullptr)
      return import_.reject(
          {source.name, 0, "",
           fmt::format("is no file that can be imported; there are {}", import_formats())});
    if (format->group == Group::kArchive) return take_archive(source);
    if (format->group == Group::kImage) return take_image(source);
    lists_.push_back({source, format});
    return {};
  }

  Result<void> run() {
    if (of_.images != Images::kNone && (of_.images == Images::kOneEach || !shelf_.is_empty()))
      import_.set_look([this](const json::Value& row) { return shelf_.shelve(of_, row); });
    const bool several = lists_.size() + shelf_.unnamed().size() > 1;
    for (const auto& [source, format] : lists_) {
      if (!is_new(source)) continue;
      const auto slash = source.name.rfind('/');
      shelf_.look_from(slash == std::string::npos ? "" : source.name.substr(0, slash));
      TRY(add_list(source, *format, several ? source.name : ""));
    }
    TRY(add_images());
    return shelf_.sync();
  }

  std::int64_t duplicates() const { return duplicates_; }

 private:
  struct List {
    SourceFile source;
    const Format* format;
  };

  Result<void> take_archive(const SourceFile& source) {
    const std::string folder = fmt::format("{}/{}", places_.scratch, unpacked_++);
    TRY(files_.make_directories(places_.scratch));
    TRY(archive::unpack_file(source.path, folder));
    const io::Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return base::from_errno(errno, "open what was unpacked");
    TRY_ASSIGN(const auto entries, archive::walk_tree(fd.get()));
    for (const auto& entry : entries) {
      if (entry.type != archive::TreeEntry::Type::kFile || is_litter(entry.path)) continue;
      TRY(on_bytes_(0));
      const std::string_view format = import_format_of_name(entry.path);
      const Format* known = find_format(format);
      if (known != nullptr && known->group == Group::kArchive)
        TRY(import_.reject({entry.path, 0, "", "is an archive within an archive"}));
      else
        TRY(take({folder + "/" + entry.path, entry.path}, format));
    }
    return {};
  }

  Result<void> take_image(const SourceFile& source) {
    if (of_.images == Images::kNone)
      return import_.reject(
          {source.name, 0, "", "is an image; the rows of this data set are text"});
    shelf_.offer(source.name, source.path);
    return {};
  }

  bool is_new(const SourceFile& source) {
    const auto hash = crypto::hash_file(files_, source.path);
    if (!hash || seen_.insert(hash->sha256).second) return true;
    ++duplicates_;
    return false;
  }

  Result<void> add_list(const SourceFile& source, const Format& format, const std::string& name) {
    if (format.group == Group::kSheet) {
      TRY(on_bytes_(0));
      auto reader = format.name == "xls" ? open_xls(source.path) : open_workbook(source.path);
      if (!reader && reader.error().code == ErrorCode::kInvalid && !name.empty())
        return import_.reject({name, 0, "", reader.error().message});
      TRY(reader);
      return import_.add(**reader, name);
    }
    TRY_ASSIGN(const auto file, files_.open(source.path, io::FileSystem::Open::kRead));
    TRY_ASSIGN(const auto reader,
               text::RowReader::open(reader_of(*file, on_bytes_), kind_of(format.name)));
    return import_.add(*reader, name);
  }

  static Result<std::unique_ptr<text::RowReader>> open_workbook(const std::string& path) {
    TRY_ASSIGN(ZipFile workbook, ZipFile::open(path));
    return open_xlsx(std::move(workbook));
  }

  // Pictures that no row has named become rows where a row is a picture.
  Result<void> add_images() {
    std::int64_t number = 0;
    for (const std::string& name : shelf_.unnamed()) {
      ++number;
      TRY(on_bytes_(0));
      if (of_.images != Images::kOneEach) {
        TRY(import_.reject({name, number, "", "is an image that no row names"}));
        continue;
      }
      TRY_ASSIGN(const auto hash, shelf_.shelve(name));
      if (hash && !seen_.insert(*hash).second) {
        ++duplicates_;
        continue;
      }
      TRY(import_.add_row({number, json::Value(json::Object{{"image", name}}), {}}, name));
    }
    return {};
  }

  io::FileSystem& files_;
  const Template& of_;
  const ImportPlaces& places_;
  const OnBytes& on_bytes_;
  RowImport& import_;
  ImageShelf shelf_;
  std::vector<List> lists_;
  std::set<std::string> seen_;  // hashes of files
  std::int64_t duplicates_ = 0;
  int unpacked_ = 0;
};

}  // namespace

bool is_import_format(std::string_view format) {
  return find_format(format) != nullptr;
}

std::string import_formats() {
  std::string out;
  for (const Format& format : kFormats) out += (out.empty() ? "" : ", ") + std::string(format.name);
  return out;
}

std::string_view import_format_of_name(std::string_view name) {
  const std::string lower = base::to_lower(name);
  for (const Format& format : kFormats)
    if (lower.ends_with("." + std::string(format.name))) return format.name;
  return "";
}

Result<ImportFacts> import_files(io::FileSystem& files, const Template& of,
                                 const ImportSources& sources, const ImportPlaces& places,
                                 const OnBytes& on_bytes) {
  TRY_ASSIGN(RowImport import, RowImport::begin(files, of, places.rows));
  TRY(files.remove_tree(places.scratch));  // of an interrupted one
  FilesImport all(files, of, places, on_bytes, import);
  auto done = [&]() -> Result<void> {
    for (const SourceFile& source : sources.files)
      TRY(all.take(source, sources.format.empty() ? import_format_of_name(source.name)
                                                  : std::string_view(sources.format)));
    TRY(all.run());
    return import.finish();
  }();
  const auto removed = files.remove_tree(places.scratch);
  TRY(done);
  TRY(removed);
  return ImportFacts{.accepted = import.accepted(),
                     .rejected_total = import.rejected_total(),
                     .duplicate_files = all.duplicates(),
                     .rejected = import.rejected(),
                     .counts = import.counts()};
}

}  // namespace millrace::rows
