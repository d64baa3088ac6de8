// Rules for names, as field checks (Limits::check_text): words when the text does not fit, else "".
#pragma once
#include <string_view>

namespace millrace::describe {

// Begins with a letter or a Han character, then letters, digits, Han characters, '_', '-', '.':
// never the form of an id.
std::string_view check_object_name(std::string_view text);
// The manual's workspace rule: letters, digits, Han characters, '_'; begins with a letter.
std::string_view check_workspace_name(std::string_view text);
// Accounts: ASCII letters, digits, '.', '_', '-'; begins with a letter.
std::string_view check_account(std::string_view text);
// POSIX environment names: letters, digits, '_'; not a digit first.
std::string_view check_environment_name(std::string_view text);

// A mail address, user@host, in ASCII and on one line; empty is none and fits.
std::string_view check_email(std::string_view text);

// http:// or https://; empty is none and fits.
std::string_view check_web_address(std::string_view text);

// A path below a folder: relative, without '..'; empty fits.
std::string_view check_below(std::string_view text);

}  // namespace millrace::describe
