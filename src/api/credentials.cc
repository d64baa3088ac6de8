#include "api/credentials.h"

#include "auth/browser_session.h"
#include "base/strings.h"

namespace millrace::api {
namespace {

Result<void> check_own_page(const net::Request& request, const std::string& token, Asked asked) {
  if (asked == Asked::kSocket) {
    const std::string* origin = request.headers.find("origin");
    const std::string* host = request.headers.find("host");
    if (origin == nullptr || host == nullptr || !auth::is_own_origin(*origin, *host))
      return fail(ErrorCode::kForbidden,
                  "web sockets that sign in by cookie must come from this server's own pages; "
                  "others send Authorization: Bearer TOKEN");
  }
  if (auth::needs_csrf_token(request.method)) {
    const std::string* proof = request.headers.find("x-csrf-token");
    if (proof == nullptr || !auth::is_csrf_token(*proof, token))
      return fail(ErrorCode::kForbidden,
                  "the X-CSRF-Token header is missing or wrong; load the page again");
  }
  return {};
}

}  // namespace

Result<std::string> token_of(const net::Request& request, auth::Transport transport, Asked asked) {
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
  TRY(check_own_page(request, *token, asked));
  return *token;
}

}  // namespace millrace::api
