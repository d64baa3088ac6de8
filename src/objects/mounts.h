// What is mounted where on this machine, out of /proc/self/mountinfo. Pure.
#pragma once
#include <string>
#include <string_view>

namespace millrace::objects {

// The mount point that an absolute path without links lies on.
std::string mount_point_of(std::string_view mountinfo, std::string_view path);

}  // namespace millrace::objects
