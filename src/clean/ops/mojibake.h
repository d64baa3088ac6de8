// UTF-8 that was read as windows-1252 (or Latin-1), once or several times, read again as UTF-8.
// Only what cannot well be meant: three and four bytes that fit, or two behind Â and Ã, or several
// sequences in a row. A part of what ftfy repairs; other encodings are not tried. Pure.
#pragma once
#include <string>
#include <string_view>

namespace millrace::clean {

std::string repair_mojibake(std::string_view text);
// What a C1 control stands for in windows-1252; the code itself where it is none.
char32_t from_windows_1252(char32_t code);

}  // namespace millrace::clean
