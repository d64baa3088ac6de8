// For tests: a self-signed certificate for 127.0.0.1 and its key, as PEM files in a folder.
#pragma once
#include <string>

#include "net/server.h"

namespace millrace::net {

TlsFiles make_test_certificate(const std::string& folder);

}  // namespace millrace::net
