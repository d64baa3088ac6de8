// A folder as a download, tar.gz or zip as the query's "format" says, packed while it is sent.
// Function; thread-safe.
#pragma once
#include <functional>

#include "api/services.h"
#include "archive/pack.h"

namespace millrace::api {

using OpenPacker = std::function<Result<std::unique_ptr<archive::Packer>>(archive::PackFormat)>;

// `name`: of the download, without its ending.
Result<net::Response> packed_response(const Call& call, const std::string& name,
                                      const OpenPacker& open);

}  // namespace millrace::api
