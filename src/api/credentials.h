// The token of a request: Authorization: Bearer, or the console's cookie with its CSRF proof. Pure.
#pragma once
#include <string>

#include "auth/browser_session.h"
#include "net/http.h"

namespace millrace::api {

// kUnauthenticated with words when there is none, kForbidden for a cookie without the CSRF proof on
// a request that changes something.
Result<std::string> token_of(const net::Request& request, auth::Transport transport);

}  // namespace millrace::api
