// Signing in and out, one's own account, "why denied?", and what users and API tokens add to the
// generic verbs.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "api/route_groups.h"
#include "auth/permissions.h"
#include "auth/tokens.h"
#include "base/log.h"
#include "resource/people.h"
#include "store/audit_log.h"

namespace millrace::api {
namespace {

using resource::ApiToken;
using resource::User;

struct LoginBody {
  std::string account, password;
};
struct PasswordBody {
  std::string current, wanted;
};

json::Value user_json(const User& user) {
  return resource::to_json(User::kind(), describe::View::kPublic, user);
}

template <class T>
Result<T> decode(const describe::Table& table, const net::Request& request) {
  TRY_ASSIGN(const json::Value body, json_body(request));
  T value;
  const T defaults;
  TRY(describe::decode_strict(table, body, describe::Purpose::kCreate, &value, &defaults));
  return value;
}

constexpr describe::Field kLoginFields[] = {
    describe::field<&LoginBody::account>(
        "account", Access::kMutable, "Account.",
        {.limits = {.min_length = 1, .max_length = 64}, .required = true}),
    describe::field<&LoginBody::password>(
        "password", Access::kMutable, "Password.",
        {.limits = {.min_length = 1, .max_length = 256}, .required = true})};
constexpr describe::Table kLoginTable{kLoginFields};
constexpr describe::Field kPasswordFields[] = {
    describe::field<&PasswordBody::current>(
        "current", Access::kMutable, "Present password.",
        {.limits = {.min_length = 1, .max_length = 256}, .required = true}),
    describe::field<&PasswordBody::wanted>(
        "new", Access::kMutable, "New password, at least 10 characters.",
        {.limits = {.min_length = 10, .max_length = 256}, .required = true})};
constexpr describe::Table kPasswordTable{kPasswordFields};

// Signing in and changing the password are audited by auth, with the session's row.
Result<void> audit_logout(const Call& call) {
  return call.services.store.write([&](store::Tx& tx) -> Result<void> {
    store::append_audit(tx, {.actor = call.actor.user_id,
                             .actor_name = call.actor.account,
                             .address = call.actor.address,
                             .action = "user.logout",
                             .kind = "user",
                             .object_id = call.actor.user_id,
                             .object_name = call.actor.account,
                             .outcome = store::AuditOutcome::kAllowed});
    return {};
  });
}

// Nobody is the actor: the account is what was tried, and proves nothing of who tried it.
void audit_failed_login(const Call& call, const std::string& account, const Error& error) {
  const auto recorded =
      call.services.refusals.record({.address = call.request.peer_address,
                                     .action = "user.login",
                                     .kind = "user",
                                     .object_id = account,
                                     .object_name = account,
                                     .detail = json::Object{{"reason", error.message}}});
  if (!recorded)
    log_error("api", "a failed login could not be audited",
              {{"error", recorded.error().to_string()}});
}

// Another site's page must not sign its visitor in here, as somebody of its choosing. Browsers say
// so; what is no browser does not.
Result<void> check_not_from_elsewhere(const net::Request& request) {
  const std::string* site = request.headers.find("sec-fetch-site");
  if (site == nullptr || *site == "same-origin" || *site == "none") return {};
  return fail(ErrorCode::kForbidden, "signing in begins at this server's own pages");
}

Result<net::Response> login(const Call& call) {
  TRY(check_not_from_elsewhere(call.request));
  TRY_ASSIGN(const LoginBody body, decode<LoginBody>(kLoginTable, call.request));
  Services& services = call.services;
  auto signed_in = services.sessions.login(body.account, body.password, call.request.peer_address);
  if (!signed_in) {
    audit_failed_login(call, body.account, signed_in.error());
    if (signed_in.error().code != ErrorCode::kExhausted)
      return net::problem(signed_in.error(), call.request.request_id);
    const base::Duration wait = services.throttle.wait(body.account, call.request.peer_address);
    net::Response response = net::problem(signed_in.error(), call.request.request_id);
    response.headers.set("Retry-After", std::to_string(wait.count() / 1000 + 1));
    return response;
  }
  net::Response response = net::Response::json(
      200, json::dump(json::Object{{"token", signed_in->token},
                                   {"csrf_token", signed_in->csrf_token},
                                   {"expires_at", base::format_rfc3339(signed_in->expires_at)},
                                   {"user", user_json(signed_in->user)}}));
  const base::Duration left = signed_in->expires_at - services.clock.now();
  response.headers.add("Set-Cookie",
                       auth::session_cookie(signed_in->token, left, services.transport));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Result<net::Response> logout(const Call& call) {
  TRY(call.services.sessions.logout(*call.caller->session));
  TRY(audit_logout(call));
  net::Response response{.status = 204};
  response.headers.add("Set-Cookie", auth::cleared_session_cookie(call.services.transport));
  return response;
}

Result<net::Response> change_password(const Call& call) {
  TRY_ASSIGN(const PasswordBody body, decode<PasswordBody>(kPasswordTable, call.request));
  TRY(call.services.sessions.change_password(*call.caller, body.current, body.wanted));
  return net::Response{.status = 204};
}

Result<net::Response> who_am_i(const Call& call) {
  std::unique_ptr<resource::Object> user;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(user, store::ObjectTable::of(User::kind()).get(tx, call.actor.user_id));
    return {};
  }));
  json::Object roles;
  for (const auto& [workspace, held] : call.actor.roles) {
    json::Array words;
    for (const auto role : held) words.emplace_back(word(role));
    roles[workspace] = std::move(words);
  }
  return net::Response::json(
      200, json::dump(json::Object{
               {"user", resource::to_json(User::kind(), describe::View::kPublic, *user)},
               {"roles", std::move(roles)},
               {"csrf_token", auth::csrf_token(call.token)}}));
}

// ?permission=training_job.start&workspace=…&owner=…: would I be allowed, and if not, what would
// help?
Result<net::Response> explain(const Call& call) {
  const std::string* permission = call.request.query_value("permission");
  if (permission == nullptr) return base::invalid_field("permission", "is required");
  if (auth::canonical_permission(*permission).empty())
    return base::invalid_field("permission", "is not known");
  const std::string* workspace = call.request.query_value("workspace");
  const std::string* owner = call.request.query_value("owner");
  auth::Target target;
  if (workspace != nullptr) target.workspace = *workspace;
  if (owner != nullptr) target.owner = *owner;
  const auth::Explanation why = auth::explain(call.actor, *permission, target);
  const auto list = [](const std::vector<std::string>& texts) {
    json::Array items;
    for (const auto& text : texts) items.emplace_back(text);
    return items;
  };
  return net::Response::json(
      200, json::dump(json::Object{{"allowed", why.decision == auth::Decision::kAllow},
                                   {"permission", why.permission},
                                   {"name_zh", why.name_zh},
                                   {"has", list(why.has)},
                                   {"would_do", list(why.would_do)},
                                   {"words", why.words}}));
}

Result<void> hash_password(const Call& call, resource::Object& object, describe::Purpose purpose,
                           Prepared& prepared) {
  auto& user = static_cast<User&>(object);
  if (user.password.empty()) {
    if (purpose == describe::Purpose::kCreate)
      return base::invalid_field("password", "is required");
    return {};
  }
  TRY(auth::check_password_policy(user.name, user.password));
  TRY_ASSIGN(user.password, call.services.passwords.hash(user.password));
  prepared.patch["password"] = user.password;
  return {};
}

// A token must not make another that outlives it, so only a session makes them.
Result<void> make_secret(const Call& call, resource::Object& object, describe::Purpose purpose,
                         Prepared& prepared) {
  if (purpose == describe::Purpose::kUpdate) return {};
  if (call.caller->session->session.kind != store::SessionKind::kSession)
    return fail(ErrorCode::kForbidden, "an API token cannot make API tokens; sign in first");
  auto& token = static_cast<ApiToken&>(object);
  const int days = call.services.settings.settings.auth.token_max_days;
  const base::Time latest = call.services.clock.now() + std::chrono::hours(24) * days;
  if (!token.expires_at) token.expires_at = latest;
  if (*token.expires_at > latest)
    return base::invalid_field("expires_at",
                               fmt::format("must be within {} days (auth.token_max_days)", days));
  prepared.secret = auth::new_api_token(call.services.rng);
  prepared.shown_once["secret"] = prepared.secret;
  return {};
}

Result<void> activate_secret(store::Tx& tx, const Call&, resource::Object& object,
                             describe::Purpose purpose, const Prepared& prepared) {
  if (purpose == describe::Purpose::kUpdate) return {};
  return auth::activate_api_token(tx, static_cast<const ApiToken&>(object), prepared.secret);
}

}  // namespace

CollectionHooks user_hooks() {
  return {.kind = &User::kind(), .before_write = hash_password};
}
CollectionHooks api_token_hooks() {
  return {.kind = &ApiToken::kind(),
          .shown_once = {"secret", "The token itself, shown this once; absent from replays."},
          .before_write = make_secret,
          .after_write = activate_secret};
}

void add_session_routes(Routes& routes) {
  const json::Value object = json::Object{{"type", "object"}};
  const auto op = [&](std::string method, std::string path, std::string summary) {
    return Operation{.method = std::move(method),
                     .path = std::move(path),
                     .summary = std::move(summary),
                     .tag = "auth",
                     .permission = "",
                     .response_schema = object};
  };
  Operation in = op("POST", "/api/v1/auth/login", "Sign in: a token, and a cookie for browsers.");
  in.request_schema = describe::schema(kLoginTable, describe::SchemaFor::kCreate, nullptr);
  in.security = Operation::Security::kNone;
  routes.add(std::move(in), login);
  Operation out = op("POST", "/api/v1/auth/logout", "End this session.");
  out.success_status = 204;
  out.response_schema = {};
  routes.add(std::move(out), logout);
  Operation password =
      op("POST", "/api/v1/auth/password", "Change one's own password; other sessions end.");
  password.request_schema = describe::schema(kPasswordTable, describe::SchemaFor::kCreate, nullptr);
  password.success_status = 204;
  password.response_schema = {};
  routes.add(std::move(password), change_password);
  routes.add(op("GET", "/api/v1/auth/me", "Who is signed in, with which roles."), who_am_i);
  Operation why =
      op("GET", "/api/v1/auth/explain", "May I? And if not, which role would be enough?");
  why.query = {"permission", "workspace", "owner"};
  routes.add(std::move(why), explain);
}

}  // namespace millrace::api
