#include "objects/stage.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/thread.h"

namespace millrace::objects {
namespace {

constexpr std::size_t kAtOnce = 4;
constexpr std::uint32_t kOpen = 0755;

// Objects that only say that there is a folder.
bool is_marker(const ObjectInfo& object) {
  return object.key.ends_with('/') && object.size == 0;
}

class Stage {
 public:
  Stage(const StageFrom& from, ContentCache& cache, io::FileSystem& files, const std::string& into,
        const StageWatch& watch)
      : from_(from), cache_(cache), files_(files), into_(into), watch_(watch) {
    root_ = from.path.empty() ? "" : from.path + "/";
  }

  Result<void> run() {
    TRY(files_.make_directories(into_, kOpen));
    // Twice through the list rather than all of it in memory.
    TRY(each_page([this](const ListPage& page) -> Result<void> {
      for (const auto& object : page.objects)
        watch_.total_bytes += static_cast<std::int64_t>(object.size);
      return {};
    }));
    return each_page([this](const ListPage& page) { return fetch(page); });
  }

 private:
  template <class Act>
  Result<void> each_page(const Act& act) {
    ListQuery query{.prefix = root_};
    do {
      if (watch_.cancelled) return fail(ErrorCode::kCancelled, "the data are not wanted any more");
      TRY_ASSIGN(const ListPage page, from_.store.list(query));
      TRY(act(page));
      query.token = page.next;
    } while (!query.token.empty());
    return {};
  }

  Result<std::string> place_of(const ObjectInfo& object) {
    std::string relative = object.key.substr(root_.size());
    if (relative.ends_with('/')) relative.pop_back();
    if (relative.empty()) return into_;
    if (!check_key(relative))
      return fail(ErrorCode::kConflict,
                  fmt::format("object \"{}\" cannot be a file: rename it", object.key));
    return into_ + "/" + relative;
  }

  Result<void> one(const ObjectInfo& object) {
    TRY_ASSIGN(const std::string place, place_of(object));
    const std::string folder = is_marker(object) ? place : place.substr(0, place.rfind('/'));
    auto done = files_.make_directories(folder, kOpen);
    if (done && !is_marker(object))
      done = cache_.take(from_.store, from_.where, object, place,
                         {watch_.cancelled, watch_.done_bytes});
    if (done || done.error().code != ErrorCode::kAlreadyExists) return done;
    return fail(ErrorCode::kConflict,
                fmt::format("\"{}\" would be a file and a folder: rename one of them", object.key));
  }

  // The first error ends the others soon.
  Result<void> fetch(const ListPage& page) {
    base::Mutex mutex;
    Result<void> result;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto work = [&] {
      while (!failed) {
        const std::size_t i = next++;
        if (i >= page.objects.size()) return;
        auto done = one(page.objects[i]);
        if (done) continue;
        const base::MutexLock lock(mutex);
        if (!failed.exchange(true)) result = std::move(done);
      }
    };
    std::vector<base::Thread> threads;
    for (std::size_t i = 0; i < std::min(kAtOnce, page.objects.size()); ++i)
      threads.emplace_back(fmt::format("stage {}", i), work);
    for (auto& thread : threads) thread.join();
    return result;
  }

  const StageFrom& from_;
  ContentCache& cache_;
  io::FileSystem& files_;
  const std::string& into_;
  const StageWatch& watch_;
  std::string root_;
};

}  // namespace

Result<void> stage_folder(const StageFrom& from, ContentCache& cache, io::FileSystem& files,
                          const std::string& into, const StageWatch& watch) {
  TRY(Stage(from, cache, files, into, watch).run());
  return cache.trim();
}

}  // namespace millrace::objects
