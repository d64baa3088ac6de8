// Objects as files below a folder of this machine: of its own disk, or of a file system that must
// be mounted. Files appear whole or not at all, also after a power cut; no link is followed below
// the folder, because users write there. Thread-safe.
#pragma once
#include <functional>
#include <memory>

#include "base/rng.h"
#include "io/fd.h"
#include "objects/object_store.h"

namespace millrace::objects {

struct FolderOptions {
  std::string root{};  // absolute
  // Not empty: each act is refused unless `root` lies on a file system mounted here.
  std::string mount_point{};
  std::function<Result<std::string>()> mountinfo{};  // with mount_point
};

class FolderStore final : public ObjectStore {
 public:
  FolderStore(FolderOptions options, Rng& rng) : options_(std::move(options)), rng_(rng) {}

  Result<Conditions> conditions() override { return Conditions::kHeld; }
  Result<ObjectInfo> stat(const std::string& key) override;
  Result<ObjectInfo> get(const std::string& key, const GetOptions&, const Sink&) override;
  Result<ObjectInfo> put(const std::string& key, Source&, const PutOptions&) override;
  Result<ListPage> list(const ListQuery&) override;
  Result<void> remove(const std::string& key) override;
  Result<void> find_folder(const std::string& path) override;

 private:
  Result<io::Fd> root() const;
  Result<void> check_mounted() const;
  Result<io::Fd> open_file(const std::string& key) const;

  const FolderOptions options_;
  Rng& rng_;
};

// Text of /proc/self/mountinfo.
Result<std::string> own_mountinfo();

}  // namespace millrace::objects
