// Where what lies in the data folder, and the lock that keeps a second server out. Values.
#pragma once
#include <string>

#include "io/file_system.h"
#include "io/process_lock.h"

namespace millrace::server {

struct DataFolder {
  std::string root;  // absolute
  std::string database() const { return root + "/millrace.db"; }
  std::string metrics() const { return root + "/metrics.db"; }
  std::string scalars() const { return root + "/scalars.db"; }
  std::string uploads() const { return root + "/uploads"; }
  std::string packages() const { return root + "/code-packages"; }
  std::string datasets() const { return root + "/datasets"; }
  std::string models() const { return root + "/models"; }
  std::string secret_key() const { return root + "/secret.key"; }  // seals stored credentials
  std::string data_cache() const { return root + "/cache/data"; }
  std::string lock() const { return root + "/lock"; }
  std::string addresses() const {
    return root + "/addresses";
  }  // one a line, while the server runs

  // Makes it where absent; only the server's own user may look inside.
  static Result<DataFolder> open(io::FileSystem& files, const std::string& path);
};

}  // namespace millrace::server
