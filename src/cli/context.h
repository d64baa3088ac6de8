// Everything a command may touch, handed in by the program's main (or by a test).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "cli/console.h"
#include "cli/socket.h"
#include "io/file_system.h"
#include "net/client.h"
#include "settings/load.h"

namespace millrace::cli {

struct SocketRequest {
  std::string url;  // http:// or https://, as for calls
  net::Headers headers{};
  std::optional<std::string> ca_file{};
};

class Http {
 public:
  virtual ~Http() = default;
  virtual Result<net::ClientResponse> send(const net::ClientRequest& request) = 0;
  virtual Result<std::unique_ptr<Socket>> open_socket(const SocketRequest& request) = 0;
};

// One line of `millrace doctor`.
struct Check {
  enum class State { kOk, kWarning, kFailed, kSkipped } state = State::kOk;
  std::string name;
  std::string found;   // what was seen
  std::string advice;  // what to do about it; empty when ok
};

// What runs in this process rather than over HTTP; the server's side provides it.
struct Local {
  std::function<Result<int>(const settings::Loaded&)> server{};
  std::function<Result<std::vector<Check>>(const settings::Loaded&)> doctor{};
  std::function<Result<void>(const settings::Loaded&, const std::string& file)> backup{}, restore{};
};

struct Context {
  Console& console;
  Http& http;
  io::FileSystem& files;
  base::Clock& clock;
  base::Rng& rng;
  std::vector<std::string> environment{};  // "NAME=value"
  Local local{};

  // "" when it is not set.
  std::string env(std::string_view name) const;
};

// argv without the program. The exit status; everything is said on `context.console`.
int run(Context& context, const std::vector<std::string>& words);

}  // namespace millrace::cli
