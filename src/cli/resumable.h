// Large files to the server in a way that survives cuts: announced with size and SHA-256, appended
// at the offset that the server names, taken up again by a later call. One user at a time.
#pragma once
#include <string>

#include "cli/api_client.h"
#include "cli/args.h"

namespace millrace::cli {

// The id of the complete upload. `uploads` is the collection's path.
Result<std::string> upload_resumable(ApiClient& api, const std::string& uploads,
                                     const std::string& file, const std::string& name);

}  // namespace millrace::cli
