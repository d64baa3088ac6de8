// Contents of code packages and of model versions on disk: <folder>/<package id>/<sha256>/ is one
// content, never changed once it is there; a new file or archive makes a new content beside it. The
// hash is of names, modes and bytes (archive/tree_hash.h) and is what a run pins. Thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/rng.h"
#include "io/file_system.h"

namespace millrace::packages {

struct Content {
  std::string sha256;
  std::int64_t size_bytes = 0;
  std::int64_t file_count = 0;
};

struct FileEntry {
  std::string path;  // relative
  std::int64_t size_bytes = 0;
};

class PackageStore {
 public:
  PackageStore(io::FileSystem& files, std::string folder, base::Clock& clock, Rng& rng)
      : files_(files), folder_(std::move(folder)), clock_(clock), rng_(rng) {}

  // A place for bytes that are on their way in, on the same disk.
  Result<std::string> staging_path();

  // The content `base` (empty: none) with one file more or replaced; `staged` is moved in. kInvalid
  // for paths that are absolute, leave the package or collide with a folder.
  Result<Content> put_file(const std::string& package, const std::string& base,
                           const std::string& path, const std::string& staged);
  Result<Content> remove_file(const std::string& package, const std::string& base,
                              const std::string& path);
  // The archive's content replaces everything; unpacked safely (archive/), staged stays where it
  // is.
  Result<Content> import_archive(const std::string& package, const std::string& staged);
  // A folder that was made at a staging_path() becomes a content; it is moved in, or dropped when
  // the same is there.
  Result<Content> adopt(const std::string& package, const std::string& made);
  // Another package's content under this one, without copying bytes.
  Result<Content> share(const std::string& from, const std::string& sha256,
                        const std::string& package);
  // Lets go of every other content of the package.
  Result<void> keep_only(const std::string& package, const std::string& sha256);
  // Ids of all packages that have content here.
  Result<std::vector<std::string>> packages();
  // What a killed server left half made. Only while nobody stages anything.
  Result<void> clear_staging();

  Result<std::vector<FileEntry>> list(const std::string& package, const std::string& sha256);
  // Absolute path of one file; kNotFound, kInvalid as above.
  Result<std::string> file_path(const std::string& package, const std::string& sha256,
                                const std::string& path);
  std::string content_path(const std::string& package, const std::string& sha256) const {
    return folder_ + "/" + package + "/" + sha256;
  }
  Result<void> remove(const std::string& package);

 private:
  Result<std::string> clone(const std::string& package, const std::string& base);

  io::FileSystem& files_;
  std::string folder_;
  base::Clock& clock_;
  Rng& rng_;
};

}  // namespace millrace::packages
