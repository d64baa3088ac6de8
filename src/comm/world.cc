#include "comm/world.h"

#include <stdlib.h>

#include "base/strings.h"

namespace millrace::comm {
namespace {

struct Names {
  const char *size, *rank, *host, *port;
};
constexpr Names kTorchrun{"PET_NNODES", "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT"};
constexpr Names kPlain{"WORLD_SIZE", "RANK", "MASTER_ADDR", "MASTER_PORT"};

Result<std::int64_t> number(const Environment& environment, const char* name, std::int64_t min,
                            std::int64_t max) {
  const auto text = environment(name);
  if (!text)
    return fail(ErrorCode::kInvalid, std::string(name) +
                                         " is not set: every process of a training "
                                         "needs size, rank, address and port");
  const auto n = base::parse_int(*text);
  if (!n || *n < min || *n > max)
    return fail(ErrorCode::kInvalid, std::string(name) + " must be a whole number from " +
                                         std::to_string(min) + " to " + std::to_string(max) +
                                         ", not '" + *text + "'");
  return *n;
}

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* const value = ::getenv(name);
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

Result<World> world_from(const Environment& environment) {
  World world;
  const Names& names = environment(kTorchrun.size) ? kTorchrun : kPlain;
  if (!environment(names.size)) return world;
  TRY_ASSIGN(const auto size, number(environment, names.size, 1, 65'536));
  if (size == 1) return world;
  TRY_ASSIGN(const auto rank, number(environment, names.rank, 0, size - 1));
  TRY_ASSIGN(const auto port, number(environment, names.port, 1, 65'535));
  world.size = static_cast<int>(size);
  world.rank = static_cast<int>(rank);
  world.port = static_cast<std::uint16_t>(port);
  world.host = environment(names.host).value_or("");
  if (world.host.empty())
    return fail(ErrorCode::kInvalid, std::string(names.host) + " is not set: where rank 0 is");
  world.token = environment("MILLRACE_RUN_ID").value_or("") + "/" +
                environment("MILLRACE_RESTART_COUNT").value_or("0");
  return world;
}

}  // namespace millrace::comm
