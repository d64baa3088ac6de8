#include "runtime/local/venv_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "io/process_lock.h"

namespace millrace::runtime {
namespace {

std::string without(const std::string& name, std::string_view suffix) {
  return name.substr(0, name.size() - suffix.size());
}

}  // namespace

VenvCache::VenvCache(io::FileSystem& fs, std::string folder, std::int64_t max_bytes)
    : fs_(fs), folder_(std::move(folder)), max_bytes_(max_bytes) {}

VenvCache::~VenvCache() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void VenvCache::start(Users users, Duration every) {
  thread_ = base::Thread("venv cache", [this, users = std::move(users), every] {
    while (true) {
      if (const auto done = round(users); !done)
        log_warning("runtime", "environments could not be looked through",
                    {{"error", done.error().to_string()}});
      const base::MutexLock lock(mutex_);
      if (!stopping_) changed_.wait_for(mutex_, every);
      if (stopping_) return;
    }
  });
}

Result<void> VenvCache::note_use(const std::string& hash) {
  TRY(fs_.make_directories(folder_, 0711));
  TRY(fs_.open(at(hash + ".used"), io::FileSystem::Open::kCreate, 0600));
  if (::utimensat(AT_FDCWD, at(hash + ".used").c_str(), nullptr, 0) == 0) return {};
  return base::from_errno(errno, "note the use of " + at(hash));
}

Result<void> VenvCache::round(const Users& users) {
  if (!io::exists(fs_, folder_)) return {};
  TRY_ASSIGN(auto all, entries(users.hashes()));
  std::int64_t total = 0;
  for (const auto& entry : all) total += entry.bytes;
  std::sort(all.begin(), all.end(),
            [](const Entry& a, const Entry& b) { return a.used_ms < b.used_ms; });
  for (const auto& entry : all) {
    if (total <= max_bytes_) break;
    const bool went = users.unless_used(entry.hash, [&] {
      if (const auto named = fs_.rename(at(entry.hash), at(entry.hash + ".gone")); !named) return;
      // Its builder's lock: nobody builds what nobody stands on.
      for (const auto* beside : {".used", ".lock"}) [[maybe_unused]]
        const auto ignored = fs_.remove(at(entry.hash + beside));
    });
    if (!went || io::exists(fs_, at(entry.hash))) continue;
    total -= entry.bytes;
    sizes_.erase(entry.hash);
    log_info("runtime", "an environment goes: the cache is full",
             {{"hash", entry.hash}, {"bytes", std::to_string(entry.bytes)}});
    TRY(fs_.remove_tree(at(entry.hash + ".gone")));
  }
  return {};
}

// And takes away what was left of a kill.
Result<std::vector<VenvCache::Entry>> VenvCache::entries(const std::set<std::string>& used) {
  for (const auto& hash : used) TRY(note_use(hash));
  TRY_ASSIGN(const auto names, fs_.list(folder_));
  std::vector<Entry> out;
  for (const auto& name : names) {
    if (name.ends_with(".gone")) TRY(fs_.remove_tree(at(name)));
    if (name.ends_with(".building") && !used.contains(without(name, ".building"))) {
      const auto builder = io::ProcessLock::holder(at(without(name, ".building") + ".lock"));
      if (builder && *builder == io::ProcessLock::Holder::kNone) TRY(fs_.remove_tree(at(name)));
    }
    if (name.find('.') != std::string::npos) continue;
    Entry entry{.hash = name};
    TRY_ASSIGN(entry.bytes, size_of(name));
    // Of before uses were noted: as old as the environment.
    auto info = fs_.stat(at(name + ".used"));
    if (!info) info = fs_.stat(at(name));
    if (!info) return info.error();
    entry.used_ms = info->modified_ms;
    out.push_back(std::move(entry));
  }
  return out;
}

Result<std::int64_t> VenvCache::size_of(const std::string& hash) {
  if (const auto known = sizes_.find(hash); known != sizes_.end()) return known->second;
  namespace fs = std::filesystem;
  std::int64_t bytes = 0;
  std::error_code error;
  for (auto i = fs::recursive_directory_iterator(at(hash), error); !error && i != fs::end(i);
       i.increment(error)) {
    struct stat info {};
    if (::lstat(i->path().c_str(), &info) == 0) bytes += info.st_blocks * 512;
  }
  if (error) return base::from_errno(error.value(), "measure " + at(hash));
  return sizes_[hash] = bytes;
}

}  // namespace millrace::runtime
