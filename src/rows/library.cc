#include "rows/library.h"

#include <fmt/core.h>

#include <algorithm>

namespace millrace::rows {

RowSet::Parts Library::parts(const std::string& dataset, const std::vector<std::string>& segments,
                             std::int64_t edits_end) const {
  RowSet::Parts out{.segments = {}, .edits = edits(dataset), .edits_end = edits_end};
  for (const std::string& one : segments) out.segments.push_back(segment(dataset, one));
  return out;
}

Result<std::shared_ptr<RowSet>> Library::live(const std::string& dataset,
                                              const std::vector<std::string>& segments) {
  const base::MutexLock lock(mutex_);
  Open& open = open_[dataset];
  open.used = ++uses_;
  if (!open.set) {
    auto set = RowSet::open(files_, parts(dataset, segments, -1));
    if (!set) open_.erase(dataset);
    TRY(set);
    open.set = std::move(*set);
    open.segments = segments;
  }
  // Who has read an older list than somebody before sees some rows more.
  for (std::size_t i = open.segments.size(); i < segments.size(); ++i) {
    TRY(open.set->extend(files_, segment(dataset, segments[i])));
    open.segments.push_back(segments[i]);
  }
  std::shared_ptr<RowSet> set = open.set;
  close_idle();
  return set;
}

Result<std::shared_ptr<RowSet>> Library::published(const std::string& dataset,
                                                   const std::vector<std::string>& segments,
                                                   std::int64_t edits_end) {
  const std::string key = fmt::format("{} {} {}", dataset, edits_end, segments.size());
  const base::MutexLock lock(mutex_);
  Open& open = open_[key];
  open.used = ++uses_;
  if (!open.set || open.segments != segments) {
    auto set = RowSet::open(files_, parts(dataset, segments, edits_end));
    if (!set) open_.erase(key);
    TRY(set);
    open.set = std::move(*set);
    open.segments = segments;
  }
  std::shared_ptr<RowSet> set = open.set;
  close_idle();
  return set;
}

// Only what nobody holds: two live sets of one log would not see each other.
void Library::close_idle() {
  while (open_.size() > kMostOpen) {
    auto oldest = open_.end();
    for (auto it = open_.begin(); it != open_.end(); ++it)
      if (it->second.set.use_count() == 1 &&
          (oldest == open_.end() || it->second.used < oldest->second.used))
        oldest = it;
    if (oldest == open_.end()) return;
    open_.erase(oldest);
  }
}

Result<void> Library::make_folder(const std::string& dataset) {
  TRY(files_.make_directories(folder(dataset) + "/images", 0755));
  TRY(files_.sync_directory(folder(dataset)));
  return files_.sync_directory(folder_);
}

Result<void> Library::take_in(const std::string& from, const std::string& name) {
  TRY(files_.make_directories(folder_ + "/incoming"));
  TRY(files_.rename(from, incoming(name)));
  return files_.sync_directory(folder_ + "/incoming");
}

Result<void> Library::link_in(const std::string& from, const std::string& name) {
  TRY(files_.make_directories(folder_ + "/incoming"));
  TRY(files_.hard_link(from, incoming(name)));
  return files_.sync_directory(folder_ + "/incoming");
}

Result<void> Library::remove(const std::string& dataset) {
  {
    const base::MutexLock lock(mutex_);
    std::erase_if(open_, [&](const auto& item) {
      return item.first == dataset || item.first.starts_with(dataset + " ");
    });
  }
  return files_.remove_tree(folder(dataset));
}

Result<void> Library::copy(const std::string& from, const std::string& to,
                           const std::vector<std::string>& segments, std::int64_t edits_end) {
  TRY(make_folder(to));
  for (const std::string& one : segments)
    TRY(files_.hard_link(segment(from, one), segment(to, one)));
  auto images = files_.list(folder(from) + "/images");
  if (!images && images.error().code != ErrorCode::kNotFound) return images.error();
  if (images)
    for (const std::string& one : *images) TRY(files_.hard_link(image(from, one), image(to, one)));
  if (edits_end > 0) {
    TRY_ASSIGN(const auto log, files_.open(edits(from), io::FileSystem::Open::kRead));
    TRY_ASSIGN(const auto copy,
               files_.open(edits(to), io::FileSystem::Open::kCreateNew, kReadByRuns));
    constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;
    for (std::uint64_t at = 0, end = static_cast<std::uint64_t>(edits_end); at < end;) {
      TRY_ASSIGN(const std::string piece, log->read_at(at, std::min(kPiece, end - at)));
      if (piece.empty()) return fail(ErrorCode::kCorrupt, "the log of edited rows lost its end");
      TRY(copy->append(piece));
      at += piece.size();
    }
    TRY(copy->sync());
  }
  TRY(files_.sync_directory(folder(to) + "/images"));
  return files_.sync_directory(folder(to));
}

}  // namespace millrace::rows
