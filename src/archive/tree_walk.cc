#include "archive/tree_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "archive/directory_tree.h"
#include "archive/path_rules.h"

namespace millrace::archive {
namespace {

constexpr std::ptrdiff_t kMostDeep = 256;

// Adds the entries of one folder; folders among them come out in `inner`.
Result<void> read_folder(int root, const std::string& path, std::size_t max_entries,
                         std::vector<TreeEntry>& entries, std::vector<std::string>& inner) {
  TRY_ASSIGN(io::Fd fd, open_below(root, path, O_RDONLY | O_DIRECTORY));
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd.get()), &::closedir);
  if (!folder) return base::from_errno(errno, "list " + shown(path));
  const int at = fd.release();  // closedir closes it
  while (const dirent* found = ::readdir(folder.get())) {
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    struct stat info {};
    if (::fstatat(at, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // removed meanwhile
      return base::from_errno(errno, "stat " + shown(name));
    }
    TreeEntry entry{.path = path.empty() ? name : path + "/" + name,
                    .modified_s = info.st_mtim.tv_sec};
    if (S_ISDIR(info.st_mode)) {
      entry.type = TreeEntry::Type::kFolder;
      inner.push_back(entry.path);
    } else if (S_ISREG(info.st_mode)) {
      entry.size = static_cast<std::uint64_t>(info.st_size);
      entry.executable = (info.st_mode & 0111) != 0;
    } else if (S_ISLNK(info.st_mode)) {
      std::array<char, PATH_MAX> target{};
      const ssize_t n = ::readlinkat(at, name.c_str(), target.data(), target.size());
      if (n < 0) return base::from_errno(errno, "read link " + shown(name));
      entry.type = TreeEntry::Type::kLink;
      entry.target.assign(target.data(), static_cast<std::size_t>(n));
    } else {
      continue;
    }
    if (entries.size() >= max_entries)
      return fail(ErrorCode::kExhausted,
                  fmt::format("the folder holds more than {} entries", max_entries));
    entries.push_back(std::move(entry));
  }
  return {};
}

}  // namespace

Result<std::vector<TreeEntry>> walk_tree(int folder_fd, std::size_t max_entries) {
  std::vector<TreeEntry> entries;
  std::vector<std::string> open{""};
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    if (std::count(path.begin(), path.end(), '/') >= kMostDeep)
      return fail(ErrorCode::kExhausted, "the folder is nested more than 256 deep");
    TRY(read_folder(folder_fd, path, max_entries, entries, open));
  }
  std::sort(entries.begin(), entries.end(),
            [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
  return entries;
}

}  // namespace millrace::archive
