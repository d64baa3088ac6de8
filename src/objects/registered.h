// The store that a registered storage is. Thread-safe.
#pragma once
#include <memory>

#include "base/clock.h"
#include "base/rng.h"
#include "crypto/vault.h"
#include "objects/object_store.h"
#include "resource/storage.h"

namespace millrace::objects {

// What every opened store needs; outlives them.
struct Surroundings {
  const crypto::Vault& vault;
  Clock& clock;
  Rng& rng;
};

// Touches nothing yet.
Result<std::unique_ptr<ObjectStore>> open_registered(const resource::Storage& storage,
                                                     const Surroundings& around);

// What is mounted where the storage's folder is; kInvalid where it is this machine's own root.
Result<std::string> find_mount_point(const std::string& path);

}  // namespace millrace::objects
