#include "cli/credentials.h"

#include <fmt/core.h>

#include "json/value.h"

namespace millrace::cli {

std::string Context::env(std::string_view name) const {
  for (const std::string& entry : environment)
    if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name))
      return entry.substr(name.size() + 1);
  return {};
}

Result<std::string> credentials_path(const Context& context) {
  std::string folder = context.env("XDG_CONFIG_HOME");
  if (folder.empty()) {
    const std::string home = context.env("HOME");
    if (home.empty())
      return fail(ErrorCode::kInvalid,
                  "HOME is not set, so there is no place for credentials; set MILLRACE_SERVER and "
                  "MILLRACE_TOKEN");
    folder = home + "/.config";
  }
  return folder + "/millrace/credentials";
}

Result<std::string> server_url(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  if (!text.starts_with("http://") && !text.starts_with("https://"))
    return fail(
        ErrorCode::kInvalid,
        fmt::format("{:?} is no server address: write http://HOST:PORT or https://HOST", text));
  return text;
}

Result<Credentials> read_credentials(Context& context) {
  Credentials c;
  const auto path = credentials_path(context);
  if (!path) return c;
  const auto text = io::read_file(context.files, *path, 1 << 16);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return c;
    return text.error();
  }
  const auto document = json::parse(*text);
  if (!document)
    return fail(ErrorCode::kCorrupt,
                fmt::format("{} is damaged; run `millrace login` again", *path));
  c.server = document->string_or("server", c.server);
  c.token = document->string_or("token", "");
  c.account = document->string_or("account", "");
  c.expires_at = document->string_or("expires_at", "");
  return c;
}

Result<void> write_credentials(Context& context, const Credentials& c) {
  TRY_ASSIGN(const std::string path, credentials_path(context));
  TRY(context.files.make_directories(path.substr(0, path.rfind('/')), 0700));
  const json::Value document(json::Object{{"server", c.server},
                                          {"account", c.account},
                                          {"token", c.token},
                                          {"expires_at", c.expires_at}});
  return io::replace_file(context.files, path, json::dump_pretty(document) + "\n", 0600);
}

Result<void> forget_credentials(Context& context) {
  TRY_ASSIGN(const std::string path, credentials_path(context));
  auto removed = context.files.remove(path);
  if (!removed && removed.error().code == ErrorCode::kNotFound) return {};
  return removed;
}

Result<Credentials> effective_credentials(Context& context, const std::string& server_flag) {
  TRY_ASSIGN(Credentials c, read_credentials(context));
  const std::string of_file = c.server;
  if (const std::string server = server_flag.empty() ? context.env("MILLRACE_SERVER") : server_flag;
      !server.empty()) {
    TRY_ASSIGN(c.server, server_url(server));
    if (c.server != of_file) c.token.clear();
  }
  if (const std::string token = context.env("MILLRACE_TOKEN"); !token.empty()) c.token = token;
  if (std::string file = context.env("MILLRACE_CA_FILE"); !file.empty())
    c.ca_file = std::move(file);
  return c;
}

}  // namespace millrace::cli
