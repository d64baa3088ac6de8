#include "objects/folder_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "io/fd.h"

namespace millrace::objects {
namespace {

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kDeepest = 256;

struct Child {
  std::string name;  // folders end in '/', as they sort
  struct stat info {};
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

Result<std::vector<Child>> children(int folder) {
  io::Fd own(::openat(folder, ".", kFolder));
  if (!own) return base::from_errno(errno, "open a folder");
  const std::unique_ptr<DIR, CloseFolder> open(::fdopendir(own.get()));
  if (!open) return base::from_errno(errno, "read a folder");
  own.release();
  std::vector<Child> out;
  while (const dirent* entry = ::readdir(open.get())) {
    Child child{.name = entry->d_name};
    if (child.name == "." || child.name == ".." || is_partial(child.name)) continue;
    if (::fstatat(folder, entry->d_name, &child.info, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(child.info.st_mode))
      child.name += '/';
    else if (!S_ISREG(child.info.st_mode))
      continue;
    out.push_back(std::move(child));
  }
  std::ranges::sort(out, {}, &Child::name);
  return out;
}

class Listing {
 public:
  explicit Listing(const ListQuery& query) : query_(query) {}

  Result<void> walk(int folder, const std::string& at, int depth) {
    if (depth > kDeepest) return fail(ErrorCode::kExhausted, at + " lies too deep");
    TRY_ASSIGN(const auto entries, children(folder));
    for (const auto& child : entries) {
      if (full_) return {};
      const std::string key = at + child.name;
      if (child.name.ends_with('/'))
        TRY(enter(folder, child, key, depth));
      else if (key.starts_with(query_.prefix) && key > query_.token && room(key))
        page_.objects.push_back(file_info(key, child.info));
    }
    return {};
  }

  ListPage take() {
    if (full_) page_.next = last_;
    return std::move(page_);
  }

 private:
  Result<void> enter(int folder, const Child& child, const std::string& key, int depth) {
    const bool beyond = key.starts_with(query_.prefix) && key.size() > query_.prefix.size();
    if (!beyond && !query_.prefix.starts_with(key)) return {};
    if (beyond && !query_.delimiter.empty()) {
      if (key > query_.token && room(key)) page_.prefixes.push_back(key);
      return {};
    }
    if (query_.token > key && !query_.token.starts_with(key)) return {};  // all of it was given
    const io::Fd inner(
        ::openat(folder, child.name.substr(0, child.name.size() - 1).c_str(), kFolder));
    if (!inner) return errno == ENOENT ? Result<void>() : base::from_errno(errno, "open " + key);
    return walk(inner.get(), key, depth + 1);
  }

  // One more than the page holds: there is another page.
  bool room(const std::string& key) {
    full_ = page_.objects.size() + page_.prefixes.size() >= query_.limit;
    if (!full_) last_ = key;
    return !full_;
  }

  const ListQuery& query_;
  ListPage page_{};
  std::string last_{};
  bool full_ = false;
};

}  // namespace

std::string file_etag(const struct stat& info) {
  return fmt::format("{:x}-{:x}-{:x}-{:x}", info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

ObjectInfo file_info(std::string key, const struct stat& info) {
  return {.key = std::move(key),
          .size = static_cast<std::uint64_t>(info.st_size),
          .etag = file_etag(info),
          .modified_ms = info.st_mtim.tv_sec * 1'000 + info.st_mtim.tv_nsec / 1'000'000};
}

bool is_partial(std::string_view name) {
  return name.starts_with(kPartialPrefix) && name.ends_with(kPartialSuffix);
}

Result<ListPage> list_folder(int root, const ListQuery& query) {
  Listing listing(query);
  TRY(listing.walk(root, "", 0));
  return listing.take();
}

}  // namespace millrace::objects
