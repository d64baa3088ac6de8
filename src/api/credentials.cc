#include "api/credentials.h"

#include "auth/browser_session.h"
#include "base/strings.h"

namespace millrace::api {

Result<std::string> token_of(const net::Request& request, auth::Transport transport) {
  if (const std::string* header = request.headers.find("authorization")) {
    const std::string_view text = *header;
    if (text.size() < 8 || !base::iequals(text.substr(0, 7), "Bearer "))
      return fail(ErrorCode::kUnauthenticated, "the Authorization header must be \"Bearer TOKEN\"");
    return std::string(base::trim(text.substr(7)));
  }
  const std::string* cookies = request.headers.find("cookie");
  const auto token = cookies ? auth::session_from_cookies(*cookies, transport) : std::nullopt;
  if (!token)
    return fail(ErrorCode::kUnauthenticated,
                "sign in first: POST /api/v1/auth/login, then send Authorization: Bearer TOKEN");
  if (auth::needs_csrf_token(request.method)) {
    const std::string* proof = request.headers.find("x-csrf-token");
    if (proof == nullptr || !auth::is_csrf_token(*proof, *token))
      return fail(ErrorCode::kForbidden,
                  "the X-CSRF-Token header is missing or wrong; load the page again");
  }
  return *token;
}

}  // namespace millrace::api
