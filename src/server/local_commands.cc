#include "server/local_commands.h"

#include "server/data_folder.h"
#include "server/program.h"
#include "store/backup.h"

namespace millrace::server {
namespace {

std::string database_of(const settings::Loaded& loaded, const DataFolder& data) {
  const std::string& url = loaded.settings.database.url;
  return url.empty() ? data.database() : url;
}

}  // namespace

Result<std::vector<doctor::Check>> run_doctor(const settings::Loaded& loaded) {
  TRY_ASSIGN(const DataFolder data,
             DataFolder::open(io::system_files(), loaded.settings.server.data));
  const doctor::Places places{.data = data.root,
                              .database = database_of(loaded, data),
                              .lock = data.lock(),
                              .shim = shim_program(loaded)};
  return doctor::examine(loaded, places, io::system_files(), base::system_clock());
}

Result<void> run_backup(const settings::Loaded& loaded, const std::string& file) {
  TRY_ASSIGN(const DataFolder data,
             DataFolder::open(io::system_files(), loaded.settings.server.data));
  TRY_ASSIGN(const auto store, store::Store::open({.database = database_of(loaded, data),
                                                   .mode = store::StoreOptions::Mode::kInspect},
                                                  base::system_clock()));
  TRY(store::backup(*store, io::system_files(), file, base::system_clock().now()));
  return {};
}

Result<void> run_restore(const settings::Loaded& loaded, const std::string& file) {
  TRY_ASSIGN(const DataFolder data,
             DataFolder::open(io::system_files(), loaded.settings.server.data));
  TRY(io::ProcessLock::acquire(data.lock()));
  TRY(store::restore(io::system_files(), file, database_of(loaded, data),
                     base::system_clock().now()));
  return {};
}

}  // namespace millrace::server
