// A file system in memory that forgets like a disk: what was not synced is lost or torn by a power
// cut, entries of unsynced folders too. Counts every operation that changes something and can cut
// the power at, or fail, the n-th. For tests of everything that must survive a crash. Thread-safe.
//
//   for (uint64_t n = 1;; ++n) { FakeFileSystem fs; …; fs.cut_power_at(n); act(fs);
//     if (fs.has_power()) break;              // act() needs fewer than n operations: done
//     fs.restart(FakeFileSystem::Survive::kSynced); check(fs); }
#pragma once
#include <memory>

#include "base/rng.h"
#include "io/file_system.h"

namespace millrace::io {

class FakeFileSystem final : public FileSystem {
 public:
  FakeFileSystem();
  ~FakeFileSystem() override;

  Result<std::unique_ptr<File>> open(const std::string& path, Open how,
                                     std::uint32_t mode = 0640) override;
  Result<FileInfo> stat(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory) override;
  Result<void> make_directories(const std::string& path, std::uint32_t mode = 0750) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> hard_link(const std::string& from, const std::string& to) override;
  Result<std::string> real_path(const std::string& path) override;
  Result<void> remove(const std::string& path) override;
  Result<void> remove_tree(const std::string& path) override;  // each entry is an operation
  Result<void> sync_directory(const std::string& path) override;

  // Creations, writes, truncations, syncs, renames and removals so far.
  std::uint64_t operations() const;
  // The n-th operation from the start (1 is the first) is begun and not acknowledged; it and all
  // after it fail with kUnavailable until restart().
  void cut_power_at(std::uint64_t operation);
  // That one operation fails with this error and changes nothing; the power stays on.
  void fail_at(std::uint64_t operation, Error error);
  bool has_power() const;

  enum class Survive {
    kSynced,      // only what was synced
    kEverything,  // as after kill -9 of the process
    kSome,        // of the unsynced: any part, in any order, writes torn; needs `rng`
  };
  void restart(Survive what, Rng* rng = nullptr);  // open files of before stay dead

 private:
  friend class FakeFile;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace millrace::io
