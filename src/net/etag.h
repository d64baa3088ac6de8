// Entity tags of files, RFC 9110 §8.8.3. Pure functions.
#pragma once
#include <string>
#include <string_view>

struct stat;

namespace millrace::net {

std::string file_etag(const struct stat& info);                          // by time and size, quoted
bool lists_etag(std::string_view if_none_match, std::string_view etag);  // weak comparison

}  // namespace millrace::net
