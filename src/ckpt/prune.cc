#include "ckpt/prune.h"

#include "ckpt/checkpoint.h"

namespace millrace::ckpt {

Result<void> discard(io::FileSystem& fs, const std::string& folder, std::int64_t step) {
  const std::string path = folder + "/" + folder_of_step(step);
  const std::string gone = path + std::string(kUnfinished);
  TRY(fs.remove_tree(gone));
  TRY(fs.rename(path, gone));
  TRY(fs.sync_directory(folder));
  return fs.remove_tree(gone);
}

Result<void> prune(io::FileSystem& fs, const std::string& folder, int keep,
                   std::optional<std::int64_t> pinned) {
  TRY_ASSIGN(const auto steps, list_steps(fs, folder));
  int newer = 0;
  for (const std::int64_t step : steps)
    if (++newer > keep && step != pinned) TRY(discard(fs, folder, step));
  return {};
}

Result<void> remove_unfinished(io::FileSystem& fs, const std::string& folder) {
  auto names = fs.list(folder);
  if (!names && names.error().code == ErrorCode::kNotFound) return {};
  if (!names) return std::move(names).error();
  for (const std::string& name : *names)
    if (name.starts_with("step-") && name.ends_with(kUnfinished))
      TRY(fs.remove_tree(folder + "/" + name));
  return {};
}

}  // namespace millrace::ckpt
