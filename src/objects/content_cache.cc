#include "objects/content_cache.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "crypto/hash.h"

namespace millrace::objects {
namespace {

constexpr std::uint32_t kReadable = 0644;  // runs of any user read them

std::string known_name(const std::string& where, const ObjectInfo& object) {
  return crypto::sha256_hex(
      fmt::format("{}\n{}\n{}\n{}", where, object.etag, object.size, object.key));
}

// Both sums of what has come so far.
struct Sums {
  crypto::Hasher sha256{};
  crypto::Md5 md5{};
  void add(std::string_view bytes) {
    sha256.update(bytes);
    md5.update(bytes);
  }
};

Result<void> add_file(io::File& file, std::uint64_t size, Sums& sums) {
  constexpr std::size_t kPiece = 1 << 20;
  for (std::uint64_t at = 0; at < size;) {
    TRY_ASSIGN(const std::string piece, file.read_at(at, kPiece));
    if (piece.empty())
      return fail(ErrorCode::kCorrupt, "a half-fetched file is shorter than it was");
    sums.add(piece);
    at += piece.size();
  }
  return {};
}

Error cancelled() {
  return fail(ErrorCode::kCancelled, "the data are not wanted any more");
}

}  // namespace

bool has_other_names(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && info.st_nlink > 1;
}

Result<void> ContentCache::open() {
  for (const char* name : {"content", "known", "partial"})
    TRY(files_.make_directories(at(name), 0755));
  TRY_ASSIGN(const auto partial, files_.list(at("partial")));
  for (const auto& name : partial)
    if (!name.ends_with("." + options_.boot)) TRY(files_.remove(at("partial/" + name)));
  return {};
}

// With the mutex held, so that trim() does not drop it in between.
Result<ContentCache::Linked> ContentCache::link_known(const std::string& known,
                                                      const std::string& into) {
  const std::string path = at("known/" + known);
  const auto sha256 = io::read_file(files_, path, 128);
  if (!sha256 || sha256->size() != 64) return Linked::kNotKept;
  const auto linked = files_.hard_link(at("content/" + *sha256), into);
  if (!linked)
    return linked.error().code == ErrorCode::kNotFound ? Result<Linked>(Linked::kNotKept)
                                                       : linked.error();
  TRY_ASSIGN(const auto file, files_.open(path, io::FileSystem::Open::kReadWrite));
  TRY(file->write_at(0, *sha256));  // it was asked for now
  return Linked::kYes;
}

Result<void> ContentCache::take(ObjectStore& store, const std::string& where,
                                const ObjectInfo& object, const std::string& into,
                                const FetchWatch& watch) {
  if (object.size == 0) {  // one file has only so many names
    TRY(files_.open(into, io::FileSystem::Open::kCreateNew, kReadable));
    return {};
  }
  const std::string known = known_name(where, object);
  {
    const base::MutexLock lock(mutex_);
    while (fetching_.contains(known)) {
      if (watch.cancelled) return cancelled();
      changed_.wait_for(mutex_, std::chrono::milliseconds(500));
    }
    TRY_ASSIGN(const Linked linked, link_known(known, into));
    if (linked == Linked::kYes) {
      watch.done_bytes += static_cast<std::int64_t>(object.size);
      return {};
    }
    fetching_.insert(known);
  }
  auto fetched = fetch(store, object, known, watch);
  const base::MutexLock lock(mutex_);
  fetching_.erase(known);
  changed_.notify_all();
  TRY(fetched);
  TRY_ASSIGN(const Linked linked, link_known(known, into));
  return linked == Linked::kYes
             ? Result<void>()
             : fail(ErrorCode::kUnavailable, object.key + " was dropped before it could be used");
}

Result<void> ContentCache::fetch(ObjectStore& store, const ObjectInfo& object,
                                 const std::string& known, const FetchWatch& watch) {
  const std::string partial = at(fmt::format("partial/{}.{}", known, options_.boot));
  TRY_ASSIGN(const auto file, files_.open(partial, io::FileSystem::Open::kCreate, kReadable));
  TRY_ASSIGN(std::uint64_t size, file->size());
  if (size > object.size) {
    TRY(file->truncate(0));
    size = 0;
  }
  Sums sums;
  TRY(add_file(*file, size, sums));
  watch.done_bytes += static_cast<std::int64_t>(size);
  const auto got =
      store.get(object.key, {.range = {.offset = size}, .etag = object.etag, .size = object.size},
                [&](std::string_view bytes) -> Result<void> {
                  if (watch.cancelled) return cancelled();
                  TRY(file->append(bytes));
                  sums.add(bytes);
                  size += bytes.size();
                  watch.done_bytes += static_cast<std::int64_t>(bytes.size());
                  return {};
                });
  TRY(got);
  if (size != object.size || (!got->md5.empty() && got->md5 != sums.md5.finish_hex())) {
    TRY(files_.remove(partial));
    return fail(ErrorCode::kCorrupt,
                fmt::format("what came of \"{}\" is not what the store says it is", object.key));
  }
  TRY(file->sync());
  return keep(partial, known, sums.sha256.finish_hex());
}

Result<void> ContentCache::keep(const std::string& partial, const std::string& known,
                                const std::string& sha256) {
  const base::MutexLock lock(mutex_);
  const std::string content = at("content/" + sha256);
  if (io::exists(files_, content)) {  // the same under another name: that one may be in use
    TRY(files_.remove(partial));
  } else {
    TRY(files_.rename(partial, content));
    TRY(files_.sync_directory(at("content")));
  }
  return io::replace_file(files_, at("known/" + known), sha256, kReadable);
}

Result<void> ContentCache::trim() {
  struct Kept {
    std::int64_t bytes = 0, asked_ms = 0;
  };
  std::map<std::string, Kept> kept;
  std::map<std::string, std::vector<std::string>> names;  // known ones, by content
  const base::MutexLock lock(mutex_);
  std::int64_t total = 0;
  TRY_ASSIGN(const auto contents, files_.list(at("content")));
  for (const auto& sha256 : contents) {
    TRY_ASSIGN(const io::FileInfo info, files_.stat(at("content/" + sha256)));
    kept[sha256].bytes = static_cast<std::int64_t>(info.size);
    total += kept[sha256].bytes;
  }
  if (total <= options_.max_bytes) return {};
  TRY_ASSIGN(const auto all_known, files_.list(at("known")));
  for (const auto& known : all_known) {
    const auto sha256 = io::read_file(files_, at("known/" + known), 128);
    const auto info = files_.stat(at("known/" + known));
    if (!sha256 || !info) continue;
    names[*sha256].push_back(known);
    if (const auto found = kept.find(*sha256); found != kept.end())
      found->second.asked_ms = std::max(found->second.asked_ms, info->modified_ms);
  }
  std::vector<std::pair<std::int64_t, std::string>> oldest;
  for (const auto& [sha256, entry] : kept) oldest.emplace_back(entry.asked_ms, sha256);
  std::ranges::sort(oldest);
  for (const auto& [asked, sha256] : oldest) {
    if (total <= options_.max_bytes) break;
    const std::string path = at("content/" + sha256);
    if (options_.in_use(path)) continue;
    TRY(files_.remove(path));
    total -= kept[sha256].bytes;
    for (const auto& known : names[sha256]) TRY(files_.remove(at("known/" + known)));
  }
  return {};
}

}  // namespace millrace::objects
