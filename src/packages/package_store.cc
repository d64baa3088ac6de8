#include "packages/package_store.h"

#include <fcntl.h>
#include <fmt/core.h>

#include "archive/path_rules.h"
#include "archive/tree_hash.h"
#include "archive/tree_walk.h"
#include "archive/unpack.h"
#include "base/ids.h"
#include "io/fd.h"

namespace millrace::packages {
namespace {

constexpr std::size_t kMaxFiles = 100'000;
constexpr std::string_view kStaging = "staging";

Result<std::vector<archive::TreeEntry>> walk(const std::string& folder) {
  const io::Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return base::from_errno(errno, "open the package's content");
  return archive::walk_tree(fd.get(), kMaxFiles);
}

Result<std::string> clean(const std::string& path) {
  auto cleaned = archive::clean_path(path);
  if (!cleaned) return base::invalid_field("path", cleaned.error().message);
  if (cleaned->empty()) return base::invalid_field("path", "must name a file");
  return cleaned;
}

std::string parent(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

Result<std::string> PackageStore::staging_path() {
  TRY(files_.make_directories(folder_ + "/staging", 0700));
  return folder_ + "/staging/" + base::new_ulid(clock_, rng_);
}

// A new folder whose files are second names of the base's: contents are never written to, so
// sharing is safe.
Result<std::string> PackageStore::clone(const std::string& package, const std::string& base) {
  TRY_ASSIGN(const std::string made, staging_path());
  TRY(files_.make_directories(made, 0755));
  if (base.empty()) return made;
  const std::string from = content_path(package, base);
  TRY_ASSIGN(const auto entries, walk(from));
  for (const auto& entry : entries) {
    using Type = archive::TreeEntry::Type;
    const std::string source = from + "/" + entry.path, target = made + "/" + entry.path;
    if (entry.type == Type::kFolder)
      TRY(files_.make_directories(target, 0755));
    else
      TRY(files_.hard_link(source, target));
  }
  return made;
}

Result<Content> PackageStore::adopt(const std::string& package, const std::string& made) {
  auto hash = archive::hash_tree(made);
  if (!hash) {
    TRY(files_.remove_tree(made));
    return std::move(hash).error();
  }
  const Content content{hash->hex, static_cast<std::int64_t>(hash->bytes),
                        static_cast<std::int64_t>(hash->files)};
  const std::string home = folder_ + "/" + package, place = content_path(package, content.sha256);
  TRY(files_.make_directories(home, 0755));
  if (io::exists(files_, place)) {  // the same content was there before
    TRY(files_.remove_tree(made));
    return content;
  }
  TRY(files_.rename(made, place));
  TRY(files_.sync_directory(home));
  return content;
}

Result<Content> PackageStore::put_file(const std::string& package, const std::string& base,
                                       const std::string& path, const std::string& staged) {
  TRY_ASSIGN(const std::string name, clean(path));
  TRY_ASSIGN(const std::string made, clone(package, base));
  const std::string target = made + "/" + name;
  const auto place = [&]() -> Result<void> {
    const auto there = files_.stat(target);
    if (there && there->type == io::FileInfo::Type::kDirectory)
      return base::invalid_field("path", "is a folder of the package");
    if (name.find('/') != std::string::npos) {
      if (!files_.make_directories(parent(target), 0755))
        return base::invalid_field("path", "leads through a file of the package");
    }
    TRY(files_.rename(staged, target));
    return files_.sync_directory(parent(target));
  };
  if (auto placed = place(); !placed) {
    TRY(files_.remove_tree(made));
    return std::move(placed).error();
  }
  return adopt(package, made);
}

Result<Content> PackageStore::remove_file(const std::string& package, const std::string& base,
                                          const std::string& path) {
  TRY_ASSIGN(const std::string name, clean(path));
  TRY(file_path(package, base, name));
  TRY_ASSIGN(const std::string made, clone(package, base));
  TRY(files_.remove(made + "/" + name));
  return adopt(package, made);
}

Result<Content> PackageStore::import_archive(const std::string& package,
                                             const std::string& staged) {
  TRY_ASSIGN(const std::string made, staging_path());
  TRY(archive::unpack_file(staged, made));
  return adopt(package, made);
}

Result<Content> PackageStore::share(const std::string& from, const std::string& sha256,
                                    const std::string& package) {
  TRY_ASSIGN(const std::string made, clone(from, sha256));
  return adopt(package, made);
}

Result<void> PackageStore::keep_only(const std::string& package, const std::string& sha256) {
  const std::string home = folder_ + "/" + package;
  TRY_ASSIGN(const auto contents, files_.list(home));
  for (const auto& content : contents)
    if (content != sha256) TRY(files_.remove_tree(home + "/" + content));
  return {};
}

Result<std::vector<std::string>> PackageStore::packages() {
  if (!io::exists(files_, folder_)) return std::vector<std::string>();
  TRY_ASSIGN(auto names, files_.list(folder_));
  std::erase(names, kStaging);
  return names;
}

Result<void> PackageStore::clear_staging() {
  return files_.remove_tree(folder_ + "/" + std::string(kStaging));
}

Result<std::vector<FileEntry>> PackageStore::list(const std::string& package,
                                                  const std::string& sha256) {
  std::vector<FileEntry> files;
  if (sha256.empty()) return files;
  TRY_ASSIGN(const auto entries, walk(content_path(package, sha256)));
  for (const auto& entry : entries)
    if (entry.type == archive::TreeEntry::Type::kFile)
      files.push_back({entry.path, static_cast<std::int64_t>(entry.size)});
  return files;
}

Result<std::string> PackageStore::file_path(const std::string& package, const std::string& sha256,
                                            const std::string& path) {
  TRY_ASSIGN(const std::string name, clean(path));
  const Error missing = fail(ErrorCode::kNotFound, fmt::format("there is no file \"{}\"", name));
  if (sha256.empty()) return missing;
  const std::string full = content_path(package, sha256) + "/" + name;
  const auto info = files_.stat(full);
  if (!info || info->type != io::FileInfo::Type::kFile) return missing;
  // A symbolic link on the way stays inside: unpacking refuses any other.
  return full;
}

Result<void> PackageStore::remove(const std::string& package) {
  return files_.remove_tree(folder_ + "/" + package);
}

}  // namespace millrace::packages
