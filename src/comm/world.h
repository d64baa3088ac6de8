// Which process of a training this is, from its environment. Pure.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace millrace::comm {

struct World {
  int rank = 0;
  int size = 1;
  std::string host = "127.0.0.1";  // of rank 0
  std::uint16_t port = 0;          // of rank 0
  // What members of one attempt share and strangers lack: run and restart, or a secret.
  std::string token{};
};

using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment process_environment();

// PET_NNODES, PET_NODE_RANK, PET_MASTER_ADDR, PET_MASTER_PORT (one process an instance), else
// WORLD_SIZE, RANK, MASTER_ADDR, MASTER_PORT, else alone.
Result<World> world_from(const Environment& environment);

}  // namespace millrace::comm
