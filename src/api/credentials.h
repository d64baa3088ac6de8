// The token of a request: Authorization: Bearer, or the console's cookie with the proof that our
// own page asks: a CSRF token, or for web sockets, which can carry none, the Origin. Pure.
#pragma once
#include <string>

#include "auth/browser_session.h"
#include "net/http.h"

namespace millrace::api {

// What is asked for: an answer, or a web socket.
enum class Asked { kResponse, kSocket };

// kUnauthenticated with words when there is none, kForbidden for a cookie without its proof on a
// request that changes something or opens a web socket.
Result<std::string> token_of(const net::Request& request, auth::Transport transport, Asked asked);

}  // namespace millrace::api
