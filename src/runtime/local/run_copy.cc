#include "runtime/local/run_copy.h"

#include <unistd.h>

#include <filesystem>

#include "crypto/hash.h"

namespace millrace::runtime {
namespace {

namespace fs = std::filesystem;

Error failed(const std::string& source, const std::error_code& error) {
  return base::from_errno(error.value(), "copy " + source + " for the run");
}

Result<void> give_away(const std::string& path, RunCopyOwner owner) {
  if (::lchown(path.c_str(), static_cast<uid_t>(owner.uid), static_cast<gid_t>(owner.gid)) == 0)
    return {};
  return base::from_errno(errno, "give " + path + " to its user");
}

Result<void> give_all_away(const std::string& root, RunCopyOwner owner) {
  std::error_code error;
  TRY(give_away(root, owner));
  for (auto i = fs::recursive_directory_iterator(root, error); !error && i != fs::end(i);
       i.increment(error))
    TRY(give_away(i->path().string(), owner));
  if (error) return failed(root, error);
  return {};
}

}  // namespace

std::string run_copy_path(const Layout& layout, const std::string& run_id,
                          const protocol::Mount& mount) {
  return layout.run(run_id) + "/copies/" + crypto::sha256_hex(mount.source).substr(0, 16);
}

Result<void> make_run_copy(const std::string& source, const std::string& target,
                           RunCopyOwner owner) {
  std::error_code error;
  if (fs::exists(target, error)) return {};
  const std::string part = target + ".part";
  fs::remove_all(part, error);
  if (!error) fs::create_directories(fs::path(target).parent_path(), error);
  if (!error)
    fs::copy(source, part, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
  if (error) return failed(source, error);
  if (owner.uid >= 0) TRY(give_all_away(part, owner));
  fs::rename(part, target, error);
  if (error) return failed(source, error);
  return {};
}

}  // namespace millrace::runtime
