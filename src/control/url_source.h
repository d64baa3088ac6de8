// A file behind an address that a user named, fetched to disk: redirects followed a few times, each
// address checked again, size bounded, tried again a few times from the beginning.
#pragma once
#include "control/import_progress.h"
#include "io/file_system.h"
#include "net/client.h"

namespace millrace::control {

struct UrlLimits {
  net::ClientRequest::Peers peers = net::ClientRequest::Peers::kPublicOnly;
  std::uint64_t max_bytes = std::uint64_t{100} << 30;
};

// Name of the file as the last address has it; the bytes are at `path`, synced.
Result<std::string> fetch_url(io::FileSystem& files, Clock& clock, const std::string& url,
                              const std::string& path, const UrlLimits& limits,
                              ImportProgress& progress);

}  // namespace millrace::control
