// login, logout, whoami.
#include <fmt/core.h>

#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/output.h"

namespace millrace::cli {

Result<int> run_login(Context& context, const Args& args) {
  if (!args.words.empty())
    return fail(ErrorCode::kInvalid, "login takes only flags: --server URL --account A");
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  std::string account = args.value("--account");
  if (account.empty()) {
    TRY_ASSIGN(account, context.console.ask(fmt::format("account at {}: ", c.server)));
  }
  std::string password = context.env("MILLRACE_PASSWORD");
  if (password.empty()) {
    auto asked = context.console.ask_secret(fmt::format("password of {}: ", account));
    if (!asked) return fail(asked.error().code, asked.error().message + "; set MILLRACE_PASSWORD");
    password = std::move(*asked);
  }
  c.token.clear();
  ApiClient api(context, c);
  TRY_ASSIGN(const auto answer,
             api.call("POST", "/api/v1/auth/login",
                      json::Value(json::Object{{"account", account}, {"password", password}})));
  c.token = answer.body.string_or("token", "");
  c.account = account;
  c.expires_at = answer.body.string_or("expires_at", "");
  if (c.token.empty()) return fail(ErrorCode::kInternal, fmt::format("{} gave no token", c.server));
  TRY(write_credentials(context, c));
  say(context, fmt::format("signed in as {} at {} until {}", c.account, c.server, c.expires_at));
  return 0;
}

Result<int> run_logout(Context& context, const Args& args) {
  TRY_ASSIGN(const Credentials c, effective_credentials(context, args.value("--server")));
  if (!c.token.empty()) {
    // The token is forgotten here even where the server cannot be told.
    if (const auto told =
            ApiClient(context, c).call("POST", "/api/v1/auth/logout", json::Value(json::Object()));
        !told)
      say(context, "the server could not be told: " + told.error().message);
  }
  TRY(forget_credentials(context));
  return 0;
}

Result<int> run_whoami(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Credentials c, effective_credentials(context, args.value("--server")));
  TRY_ASSIGN(json::Value me, ApiClient(context, c).get("/api/v1/auth/me"));
  if (format != Format::kTable) {
    print_value(context, format, me);
    return 0;
  }
  const json::Value* user = me.find("user") ? me.find("user") : &me;
  context.console.write_out(fmt::format(
      "{} at {}\n", user->string_or("account", user->string_or("name", c.account)), c.server));
  return 0;
}

}  // namespace millrace::cli
