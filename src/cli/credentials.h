// Who we are to which server: MILLRACE_SERVER and MILLRACE_TOKEN, else what `millrace login` left
// in
// ~/.config/millrace/credentials (0600).
#pragma once
#include <optional>
#include <string>

#include "cli/context.h"

namespace millrace::cli {

struct Credentials {
  std::string server = "http://127.0.0.1:7070";
  std::string token{};
  std::string account{};
  std::string expires_at{};
  std::optional<std::string>
      ca_file{};  // MILLRACE_CA_FILE: trusted instead of the system's; not kept
};

Result<std::string> credentials_path(const Context& context);
// What the file says; the defaults where there is none.
Result<Credentials> read_credentials(Context& context);
Result<void> write_credentials(Context& context, const Credentials& credentials);
Result<void> forget_credentials(Context& context);
// For a call: `server_flag` > environment > file. A token of the file goes only to the file's
// server.
Result<Credentials> effective_credentials(Context& context, const std::string& server_flag);
// Without slashes at the end; kInvalid if it is no http(s) address.
Result<std::string> server_url(std::string text);

}  // namespace millrace::cli
