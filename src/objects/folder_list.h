// One page of the files below an open folder, as a bucket would list them. Blocking; thread-safe.
#pragma once
#include "objects/object_store.h"

struct stat;

namespace millrace::objects {

Result<ListPage> list_folder(int root, const ListQuery& query);

// Changes when a file is replaced or written to.
std::string file_etag(const struct stat& info);
ObjectInfo file_info(std::string key, const struct stat& info);
// Files that a put is still writing.
bool is_partial(std::string_view name);

inline constexpr std::string_view kPartialPrefix = ".millrace-", kPartialSuffix = ".part";

}  // namespace millrace::objects
