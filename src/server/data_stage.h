// Brings folders of registered storages to this node for runs that ask for them. Thread-safe.
#pragma once
#include "crypto/vault.h"
#include "objects/content_cache.h"
#include "runtime/local/run_copy.h"
#include "store/store.h"

namespace millrace::server {

class DataStage {
 public:
  struct Parts {
    store::Store& store;
    const crypto::Vault& vault;
    io::FileSystem& files;
    base::Clock& clock;
    base::Rng& rng;
    std::string folder{};  // of what is kept for the next run
    std::int64_t max_bytes = 0;
  };
  explicit DataStage(Parts parts);
  Result<void> open();

  // As runtime::StageTree. What trying again cannot mend is kConflict.
  Result<void> bring(const std::string& source, const std::string& into,
                     const runtime::StageWatch& watch);

 private:
  const Parts parts_;
  objects::ContentCache cache_;
};

}  // namespace millrace::server
