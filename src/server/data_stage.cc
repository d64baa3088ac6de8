#include "server/data_stage.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "objects/registered.h"
#include "objects/stage.h"
#include "store/table.h"

namespace millrace::server {
namespace {

std::string boot_id(io::FileSystem& files) {
  const auto text = io::read_file(files, "/proc/sys/kernel/random/boot_id", 128);
  return text ? std::string(base::trim(*text)) : "unknown";
}

bool may_pass(ErrorCode code) {
  return code == ErrorCode::kUnavailable || code == ErrorCode::kTimeout ||
         code == ErrorCode::kCancelled;
}

}  // namespace

DataStage::DataStage(Parts parts)
    : parts_(std::move(parts)),
      cache_(parts_.files, {.folder = parts_.folder,
                            .max_bytes = parts_.max_bytes,
                            .boot = boot_id(parts_.files),
                            .in_use = objects::has_other_names}) {}

Result<void> DataStage::open() {
  return cache_.open();
}

Result<void> DataStage::bring(const std::string& source, const std::string& into,
                              const runtime::StageWatch& watch) {
  const std::size_t slash = source.find('/', 1);
  const std::string id = source.substr(1, slash - 1);
  resource::Storage storage;
  TRY(parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = store::Table<resource::Storage>().get(tx, id);
    if (!found && found.error().code == ErrorCode::kNotFound)
      return fail(ErrorCode::kConflict, "the storage of its data is not registered any more");
    TRY(found);
    storage = std::move(*found);
    return {};
  }));
  TRY_ASSIGN(const auto store,
             objects::open_registered(storage, {parts_.vault, parts_.clock, parts_.rng}));
  auto done = objects::stage_folder(
      {.store = *store,
       .where = fmt::format("{}\n{}\n{}", storage.endpoint, storage.bucket, storage.path),
       .path = slash == source.npos ? "" : source.substr(slash + 1)},
      cache_, parts_.files, into, {watch.cancelled, watch.done_bytes, watch.total_bytes});
  if (done || may_pass(done.error().code)) return done;
  return fail(ErrorCode::kConflict,
              fmt::format("its data could not be brought from storage \"{}\": {}", storage.name,
                          done.error().message));
}

}  // namespace millrace::server
