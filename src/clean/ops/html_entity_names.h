// The names of characters of HTML (the list of the standard), sorted by bytes:
// "NAME=CODE NAME=CODE+CODE NAME!=CODE …", where ! marks those that need no semicolon.
#pragma once
#include <string_view>

namespace millrace::clean {

extern const std::string_view kHtmlEntityNames;

}  // namespace millrace::clean
