#include "io/fake_file_system.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/mutex.h"
#include "base/strings.h"

namespace millrace::io {
namespace {

// A change of a file's bytes that is not synced yet.
struct Change {
  enum class Kind { kWrite, kTruncate } kind;
  std::uint64_t offset;  // or the new size
  std::string bytes{};
};

void apply_to(const Change& change, std::string& data) {
  if (change.kind == Change::Kind::kTruncate) return data.resize(change.offset);
  if (data.size() < change.offset + change.bytes.size())
    data.resize(change.offset + change.bytes.size());
  data.replace(change.offset, change.bytes.size(), change.bytes);
}

struct Node;
using NodePtr = std::shared_ptr<Node>;
using Entries = std::map<std::string, NodePtr>;

struct Node {
  FileInfo::Type type = FileInfo::Type::kFile;
  std::uint32_t mode = 0;
  std::string data{}, synced_data{};
  std::vector<Change> changes{};       // from synced_data to data
  Entries entries{}, synced_entries{};  // of a folder
};

// One entry set (node) or erased (null); a rename is two steps of one act.
struct Step {
  NodePtr folder;
  std::string name;
  NodePtr node;
};
using Act = std::vector<Step>;

void apply_to(const Step& step, Entries& entries) {
  if (step.node) entries[step.name] = step.node;
  else entries.erase(step.name);
}

Error not_found(const std::string& path) {
  return fail(ErrorCode::kNotFound, path + ": no such file or folder");
}

}  // namespace

struct FakeFileSystem::State {
  mutable base::Mutex mutex;
  NodePtr root GUARDED_BY(mutex) = std::make_shared<Node>(Node{.type = FileInfo::Type::kDirectory});
  std::vector<Act> acts GUARDED_BY(mutex){};  // not synced, oldest first
  std::uint64_t operations GUARDED_BY(mutex) = 0;
  std::uint64_t cut_at GUARDED_BY(mutex) = 0;
  std::map<std::uint64_t, Error> failures GUARDED_BY(mutex){};
  std::uint64_t life GUARDED_BY(mutex) = 0;  // restarts so far
  bool power GUARDED_BY(mutex) = true;

  static Error dark() { return fail(ErrorCode::kUnavailable, "the power is off"); }

  // To be called first by each operation. True: go on. False: begin it, then return dark().
  Result<bool> begin() REQUIRES(mutex) {
    if (!power) return dark();
    ++operations;
    if (const auto f = failures.find(operations); f != failures.end()) return f->second;
    if (operations == cut_at) power = false;
    return power;
  }
  Result<void> finish() REQUIRES(mutex) {
    if (!power) return dark();
    return {};
  }

  struct Place {
    NodePtr folder;
    std::string name;
    NodePtr node;  // null: absent
  };
  Result<Place> find(const std::string& path) REQUIRES(mutex) {
    if (!power) return dark();
    Place place{root, "", root};
    for (const auto part : base::split(path, '/')) {
      if (part.empty() || part == ".") continue;
      if (!place.node || place.node->type != FileInfo::Type::kDirectory) return not_found(path);
      const auto entry = place.node->entries.find(std::string(part));
      const NodePtr next = entry == place.node->entries.end() ? nullptr : entry->second;
      place = {place.node, std::string(part), next};
    }
    return place;
  }
  Result<Place> find_existing(const std::string& path) REQUIRES(mutex) {
    TRY_ASSIGN(auto place, find(path));
    if (!place.node) return not_found(path);
    return place;
  }

  void act(Act steps) REQUIRES(mutex) {
    for (const auto& step : steps) apply_to(step, step.folder->entries);
    acts.push_back(std::move(steps));
  }

  void settle(const NodePtr& node, Survive what, Rng* rng) REQUIRES(mutex);
};

class FakeFile final : public File {
 public:
  FakeFile(std::shared_ptr<FakeFileSystem::State> state, NodePtr node, std::uint64_t life,
           FileSystem::Open how)
      : state_(std::move(state)), node_(std::move(node)), life_(life), how_(how) {}

  Result<std::string> read_at(std::uint64_t offset, std::size_t size) override {
    base::MutexLock lock(state_->mutex);
    TRY(alive());
    if (offset >= node_->data.size()) return std::string();
    return node_->data.substr(offset, size);
  }
  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    base::MutexLock lock(state_->mutex);
    return change({Change::Kind::kWrite, offset, std::string(bytes)});
  }
  Result<void> append(std::string_view bytes) override {
    base::MutexLock lock(state_->mutex);
    return change({Change::Kind::kWrite, node_->data.size(), std::string(bytes)});
  }
  Result<void> truncate(std::uint64_t size) override {
    base::MutexLock lock(state_->mutex);
    return change({Change::Kind::kTruncate, size});
  }
  Result<void> sync() override {
    base::MutexLock lock(state_->mutex);
    TRY(alive());
    TRY_ASSIGN(const bool on, state_->begin());
    if (!on) return FakeFileSystem::State::dark();
    node_->synced_data = node_->data;
    node_->changes.clear();
    return {};
  }
  Result<std::uint64_t> size() override {
    base::MutexLock lock(state_->mutex);
    TRY(alive());
    return std::uint64_t{node_->data.size()};
  }

 private:
  Result<void> alive() REQUIRES(state_->mutex) {
    if (!state_->power || state_->life != life_) return FakeFileSystem::State::dark();
    return {};
  }
  Result<void> change(Change change) REQUIRES(state_->mutex) {
    TRY(alive());
    if (how_ == FileSystem::Open::kRead)
      return fail(ErrorCode::kForbidden, "the file is open for reading only");
    TRY(state_->begin());
    apply_to(change, node_->data);
    node_->changes.push_back(std::move(change));
    return state_->finish();
  }

  std::shared_ptr<FakeFileSystem::State> state_;
  NodePtr node_;
  std::uint64_t life_;
  FileSystem::Open how_;
};

FakeFileSystem::FakeFileSystem() : state_(std::make_shared<State>()) {}
FakeFileSystem::~FakeFileSystem() = default;

Result<std::unique_ptr<File>> FakeFileSystem::open(const std::string& path, Open how,
                                                   std::uint32_t mode) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(auto place, state_->find(path));
  if (place.node && place.node->type == FileInfo::Type::kDirectory)
    return fail(ErrorCode::kInvalid, path + " is a folder");
  if (place.node && how == Open::kCreateNew)
    return fail(ErrorCode::kAlreadyExists, path + " is there already");
  if (!place.node) {
    if (how == Open::kRead || how == Open::kReadWrite) return not_found(path);
    TRY(state_->begin());
    place.node = std::make_shared<Node>(Node{.type = FileInfo::Type::kFile, .mode = mode});
    state_->act({{place.folder, place.name, place.node}});
    TRY(state_->finish());
  }
  return std::unique_ptr<File>(new FakeFile(state_, place.node, state_->life, how));
}

Result<FileInfo> FakeFileSystem::stat(const std::string& path) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto place, state_->find_existing(path));
  return FileInfo{
      .type = place.node->type, .size = place.node->data.size(), .mode = place.node->mode};
}

Result<std::vector<std::string>> FakeFileSystem::list(const std::string& directory) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto place, state_->find_existing(directory));
  if (place.node->type != FileInfo::Type::kDirectory)
    return fail(ErrorCode::kInvalid, directory + " is not a folder");
  std::vector<std::string> names;
  for (const auto& [name, node] : place.node->entries) names.push_back(name);
  return names;
}

Result<void> FakeFileSystem::make_directories(const std::string& path, std::uint32_t mode) {
  base::MutexLock lock(state_->mutex);
  std::string sofar;
  for (const auto part : base::split(path, '/')) {
    if (part.empty()) continue;
    sofar += "/" + std::string(part);
    TRY_ASSIGN(const auto place, state_->find(sofar));
    if (place.node && place.node->type != FileInfo::Type::kDirectory)
      return fail(ErrorCode::kAlreadyExists, sofar + " is there and is not a folder");
    if (place.node) continue;
    TRY(state_->begin());
    const auto made =
        std::make_shared<Node>(Node{.type = FileInfo::Type::kDirectory, .mode = mode});
    state_->act({{place.folder, place.name, made}});
    TRY(state_->finish());
  }
  return {};
}

Result<void> FakeFileSystem::hard_link(const std::string& from, const std::string& to) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto source, state_->find_existing(from));
  TRY_ASSIGN(const auto place, state_->find(to));
  if (place.node) return fail(ErrorCode::kAlreadyExists, to + ": exists");
  TRY(state_->begin());
  state_->act({{place.folder, place.name, source.node}});
  return state_->finish();
}

Result<std::string> FakeFileSystem::real_path(const std::string& path) {
  base::MutexLock lock(state_->mutex);
  TRY(state_->find_existing(path));
  return path;
}

Result<void> FakeFileSystem::rename(const std::string& from, const std::string& to) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto source, state_->find_existing(from));
  TRY_ASSIGN(const auto target, state_->find(to));
  if (target.node && !target.node->entries.empty())
    return fail(ErrorCode::kConflict, to + " is a folder that is not empty");
  TRY(state_->begin());
  state_->act({{source.folder, source.name, nullptr}, {target.folder, target.name, source.node}});
  return state_->finish();
}

Result<void> FakeFileSystem::remove(const std::string& path) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto place, state_->find_existing(path));
  if (!place.node->entries.empty())
    return fail(ErrorCode::kConflict, path + " is a folder that is not empty");
  TRY(state_->begin());
  state_->act({{place.folder, place.name, nullptr}});
  return state_->finish();
}

Result<void> FakeFileSystem::remove_tree(const std::string& path) {
  const auto info = stat(path);
  if (!info && info.error().code == ErrorCode::kNotFound) return {};
  TRY(info);
  if (info->type == FileInfo::Type::kDirectory) {
    TRY_ASSIGN(const auto names, list(path));
    for (const auto& name : names) TRY(remove_tree(path + "/" + name));
  }
  return remove(path);
}

Result<void> FakeFileSystem::sync_directory(const std::string& path) {
  base::MutexLock lock(state_->mutex);
  TRY_ASSIGN(const auto place, state_->find_existing(path));
  TRY_ASSIGN(const bool on, state_->begin());
  if (!on) return State::dark();
  // A rename is synced as a whole with either of its folders, as journaling file systems do.
  std::erase_if(state_->acts, [&](const Act& act) {
    const bool here = std::any_of(act.begin(), act.end(),
                                  [&](const Step& s) { return s.folder == place.node; });
    if (here)
      for (const auto& step : act) apply_to(step, step.folder->synced_entries);
    return here;
  });
  return {};
}

std::uint64_t FakeFileSystem::operations() const {
  base::MutexLock lock(state_->mutex);
  return state_->operations;
}

void FakeFileSystem::cut_power_at(std::uint64_t operation) {
  base::MutexLock lock(state_->mutex);
  state_->cut_at = operation;
}

void FakeFileSystem::fail_at(std::uint64_t operation, Error error) {
  base::MutexLock lock(state_->mutex);
  state_->failures.insert_or_assign(operation, std::move(error));
}

bool FakeFileSystem::has_power() const {
  base::MutexLock lock(state_->mutex);
  return state_->power;
}

void FakeFileSystem::State::settle(const NodePtr& node, Survive what, Rng* rng) {
  if (what == Survive::kSome)
    for (auto& change : node->changes) {
      const auto luck = rng->below(3);  // lost, torn, whole
      if (luck == 1) change.bytes.resize(rng->below(change.bytes.size() + 1));
      if (luck != 0) apply_to(change, node->synced_data);
    }
  if (what != Survive::kEverything) {
    node->data = node->synced_data;
    node->entries = node->synced_entries;
  }
  node->synced_data = node->data;
  node->synced_entries = node->entries;
  node->changes.clear();
  for (const auto& [name, child] : node->entries) settle(child, what, rng);
}

void FakeFileSystem::restart(Survive what, Rng* rng) {
  base::MutexLock lock(state_->mutex);
  CHECK(what != Survive::kSome || rng != nullptr);
  if (what == Survive::kSome)
    for (const auto& act : state_->acts)
      if (rng->below(2) == 1)
        for (const auto& step : act) apply_to(step, step.folder->synced_entries);
  state_->settle(state_->root, what, rng);
  state_->acts.clear();
  state_->failures.clear();
  state_->cut_at = 0;
  state_->power = true;
  ++state_->life;
}

}  // namespace millrace::io
