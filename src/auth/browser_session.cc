#include "auth/browser_session.h"

#include <fmt/core.h>

#include "base/encode.h"
#include "base/strings.h"
#include "crypto/hash.h"

namespace millrace::auth {
namespace {
std::string cookie(std::string_view value, std::int64_t max_age_s, Transport transport) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                     session_cookie_name(transport), value, max_age_s,
                     transport == Transport::kTls ? "; Secure" : "");
}
}  // namespace

std::string_view session_cookie_name(Transport transport) {
  return transport == Transport::kTls ? "__Host-millrace_session" : "millrace_session";
}

std::string session_cookie(std::string_view token, base::Duration max_age, Transport transport) {
  return cookie(token, max_age.count() / 1000, transport);
}

std::string cleared_session_cookie(Transport transport) {
  return cookie("", 0, transport);
}

std::optional<std::string> session_from_cookies(std::string_view cookie_header,
                                                Transport transport) {
  for (const auto part : base::split(cookie_header, ';')) {
    const std::string_view pair = base::trim(part);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos ||
        pair.substr(0, equals) != session_cookie_name(transport))
      continue;
    if (equals + 1 == pair.size()) return std::nullopt;
    return std::string(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::string csrf_token(std::string_view session_token) {
  return base::to_base64url(crypto::hmac_sha256(session_token, "millrace csrf v1"));
}

bool is_csrf_token(std::string_view presented, std::string_view session_token) {
  return !session_token.empty() &&
         crypto::constant_time_equal(presented, csrf_token(session_token));
}

bool needs_csrf_token(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

bool is_own_origin(std::string_view origin, std::string_view host) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos || host.empty()) return false;
  return base::iequals(origin.substr(scheme_end + 3), host);
}

}  // namespace millrace::auth
