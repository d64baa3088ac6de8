// The console's session: its cookie, and the check that a request was made by our own pages. Pure
// functions; HTTP is in api/.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace millrace::auth {

// Over TLS the cookie is Secure and has a __Host- name, which other hosts of the domain cannot set.
enum class Transport { kPlain, kTls };

std::string_view session_cookie_name(Transport transport);
// Values of Set-Cookie.
std::string session_cookie(std::string_view token, base::Duration max_age, Transport transport);
std::string cleared_session_cookie(Transport transport);
// The session's token from a Cookie header.
std::optional<std::string> session_from_cookies(std::string_view cookie_header,
                                                Transport transport);

// What a page sends as X-CSRF-Token: an HMAC keyed by the session's token, so that it needs no
// storage, says nothing about the token, and is worth nothing in another session.
std::string csrf_token(std::string_view session_token);
bool is_csrf_token(std::string_view presented, std::string_view session_token);
// Reading needs none. Requests with an Authorization header need none either: browsers do not add
// it.
bool needs_csrf_token(std::string_view method);

// Web sockets carry the cookie but no CSRF token, and SameSite does not keep another port of this
// host away: what asks with a cookie must come from a page of ours. `origin` and `host` are the
// headers of those names; browsers always send both.
bool is_own_origin(std::string_view origin, std::string_view host);

}  // namespace millrace::auth
