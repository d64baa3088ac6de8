#include "control/model_sources.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/copy_tree.h"
#include "archive/directory_tree.h"
#include "archive/path_rules.h"
#include "archive/tree_walk.h"
#include "archive/unpack.h"

namespace millrace::control {
namespace {

using archive::TreeSink;
using packages::Content;
using resource::ModelVersion;
using resource::VersionOrigin;

Result<io::Fd> open_folder(const std::string& path) {
  io::Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return base::from_errno(errno, "open a folder of the model");
  return fd;
}

// Magic numbers of what archive/ unpacks: zip, gzip, xz, bzip2, zstd, tar.
bool is_archive(std::string_view head) {
  using namespace std::string_view_literals;
  for (const auto magic : {"PK\x03\x04"sv, "\x1f\x8b"sv,
                           "\xfd"
                           "7zXZ\0"sv,
                           "BZh"sv, "\x28\xb5\x2f\xfd"sv})
    if (head.starts_with(magic)) return true;
  return head.size() >= 262 && head.substr(257, 5) == "ustar";
}

class Importer {
 public:
  Importer(const ModelSourceParts& parts, ImportProgress& progress)
      : parts_(parts), progress_(progress) {}

  // What `fill` puts into a new folder becomes the version's content.
  Result<Content> built(const std::string& version_id,
                        const std::function<Result<void>(const std::string& folder)>& fill) {
    TRY_ASSIGN(const std::string made, parts_.contents.staging_path());
    if (auto filled = fill(made); !filled) {
      TRY(parts_.files.remove_tree(made));
      return std::move(filled).error();
    }
    TRY(without_wrapper(made));
    return parts_.contents.adopt(version_id, made);
  }

  // An archive is unpacked; anything else becomes the one file `name`.
  Result<void> take_file(const std::string& path, const std::string& name,
                         const std::string& folder) {
    const io::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail(ErrorCode::kNotFound, "the uploaded file is not there any more");
    std::string head(512, '\0');
    const ssize_t n = ::pread(file.get(), head.data(), head.size(), 0);
    head.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    if (is_archive(head)) {
      TRY(archive::unpack_file(path, folder));
      return {};
    }
    TRY_ASSIGN(const std::string clean, archive::clean_path(name));
    if (clean.empty()) return fail(ErrorCode::kInvalid, "the file has no name");
    return fill(folder, [&](TreeSink& sink, const archive::OnBytes& on_bytes) {
      return archive::copy_file(file.get(), clean, TreeSink::Mode::kPlain, sink, on_bytes);
    });
  }

  Result<void> take_folder(const io::Fd& from, const std::string& folder) {
    std::uint64_t total = 0;
    TRY_ASSIGN(const auto entries, archive::walk_tree(from.get()));
    for (const auto& entry : entries) total += entry.size;
    TRY(progress_.expect(total));
    return fill(folder, [&](TreeSink& sink, const archive::OnBytes& on_bytes) {
      return archive::copy_tree(from.get(), sink, on_bytes);
    });
  }

 private:
  Result<void> fill(const std::string& folder,
                    const std::function<Result<void>(TreeSink&, const archive::OnBytes&)>& put) {
    TRY(parts_.files.make_directories(folder, 0755));
    TRY_ASSIGN(const io::Fd fd, open_folder(folder));
    archive::DirectoryTree sink(fd.get());
    TRY(put(sink, [this](std::uint64_t bytes) { return progress_.add(bytes); }));
    if (::syncfs(fd.get()) != 0) return base::from_errno(errno, "sync a model");
    return {};
  }

  // An archive of a folder holds that folder: what counts is what is in it.
  Result<void> without_wrapper(const std::string& made) {
    TRY_ASSIGN(const auto names, parts_.files.list(made));
    if (names.empty()) return fail(ErrorCode::kInvalid, "there are no files");
    if (names.size() != 1) return {};
    const std::string inner = made + "/" + names[0];
    TRY_ASSIGN(const auto info, parts_.files.stat(inner));
    if (info.type != io::FileInfo::Type::kDirectory) return {};
    const std::string aside = made + ".inner";
    TRY(parts_.files.rename(inner, aside));
    TRY(parts_.files.remove_tree(made));
    return parts_.files.rename(aside, made);
  }

  const ModelSourceParts& parts_;
  ImportProgress& progress_;
};

// A fine-tune leaves model/ (all weights) or adapter/ (LoRA).
Result<io::Fd> open_output(const ModelSourceParts& parts, const ModelVersion& version) {
  const bool tuned = version.origin == VersionOrigin::kFineTune;
  std::string path = version.source.path;
  while (path.ends_with('/')) path.pop_back();
  auto fd = parts.runtime.open_output(version.lineage.run, tuned ? "model" : path);
  if (!fd && tuned) fd = parts.runtime.open_output(version.lineage.run, "adapter");
  if (!fd && fd.error().code == ErrorCode::kUnavailable) return fd;
  struct stat info {};
  if (!fd || ::fstat(fd->get(), &info) != 0 || !S_ISDIR(info.st_mode))
    return fail(ErrorCode::kNotFound,
                tuned ? "the fine-tune's output has neither model nor adapter"
                      : fmt::format("the output of the run has no folder \"{}\"", path));
  return fd;
}

Result<Content> from_url(const ModelSourceParts& parts, const ModelVersion& version,
                         ImportProgress& progress, Importer& importer) {
  TRY_ASSIGN(const std::string fetched, parts.contents.staging_path());
  auto name = fetch_url(parts.files, parts.clock, version.source.url, fetched, parts.url, progress);
  Result<Content> content =
      name ? importer.built(version.id,
                            [&](const std::string& folder) {
                              return importer.take_file(fetched, *name, folder);
                            })
           : Result<Content>(name.error());
  TRY(parts.files.remove_tree(fetched));
  return content;
}

}  // namespace

Result<Content> import_content(const ModelSourceParts& parts, const ModelVersion& version,
                               const ModelVersion* copied, ImportProgress& progress) {
  Importer importer(parts, progress);
  switch (version.origin) {
    case VersionOrigin::kUpload:
      return importer.built(version.id, [&](const std::string& folder) {
        return importer.take_file(parts.upload_path(version.source.upload), version.origin_name,
                                  folder);
      });
    case VersionOrigin::kUrl:
      return from_url(parts, version, progress, importer);
    case VersionOrigin::kShareCode:
      if (copied == nullptr)
        return fail(ErrorCode::kNotFound, "the version that the code stood for was deleted");
      return parts.contents.share(copied->id, copied->sha256, version.id);
    case VersionOrigin::kFineTune:
    case VersionOrigin::kTrainingJob:
      return importer.built(version.id, [&](const std::string& folder) -> Result<void> {
        TRY_ASSIGN(const io::Fd from, open_output(parts, version));
        return importer.take_folder(from, folder);
      });
    case VersionOrigin::kPreset:
      return importer.built(version.id, [&](const std::string& folder) -> Result<void> {
        TRY_ASSIGN(const io::Fd from, open_folder(parts.presets + "/" + version.model_name));
        return importer.take_folder(from, folder);
      });
    case VersionOrigin::kStorage:
      break;
  }
  return fail(ErrorCode::kInternal, "a mounted version is not imported");
}

}  // namespace millrace::control
