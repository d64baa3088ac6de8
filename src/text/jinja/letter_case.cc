#include "text/jinja/letter_case.h"

#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include <vector>

#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

using Convert = int32_t (*)(UChar*, int32_t, const UChar*, int32_t, const char*, UErrorCode*);

std::string converted(std::string_view text, Convert convert) {
  std::vector<UChar> source(text.size() + 1);
  int32_t length = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8(source.data(), static_cast<int32_t>(source.size()), &length, text.data(),
                static_cast<int32_t>(text.size()), &error);
  if (U_FAILURE(error)) return std::string(text);
  std::vector<UChar> changed(static_cast<std::size_t>(length) * 3 + 1);
  const int32_t units = convert(changed.data(), static_cast<int32_t>(changed.size()), source.data(),
                                length, "", &error);
  std::string out(static_cast<std::size_t>(units) * 3, '\0');
  int32_t bytes = 0;
  u_strToUTF8(out.data(), static_cast<int32_t>(out.size()), &bytes, changed.data(), units, &error);
  if (U_FAILURE(error)) return std::string(text);
  out.resize(static_cast<std::size_t>(bytes));
  return out;
}

UChar32 code(char32_t c) {
  return static_cast<UChar32>(c);
}

}  // namespace

std::string upper_case(std::string_view text) {
  return converted(text, &u_strToUpper);
}
std::string lower_case(std::string_view text) {
  return converted(text, &u_strToLower);
}

std::string title_case(std::string_view text) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const UChar32 c = code(decode_at(text, at, length));
    append_code_point(out, static_cast<char32_t>(inside ? u_tolower(c) : u_totitle(c)));
    inside = u_hasBinaryProperty(c, UCHAR_CASED) != 0;
  }
  return out;
}

bool is_alphabetic(char32_t c) {
  return u_isalpha(code(c)) != 0;
}
bool is_decimal_digit(char32_t c) {
  return u_isdigit(code(c)) != 0;
}
bool is_upper(char32_t c) {
  return u_hasBinaryProperty(code(c), UCHAR_UPPERCASE) != 0;
}
bool is_lower(char32_t c) {
  return u_hasBinaryProperty(code(c), UCHAR_LOWERCASE) != 0;
}

}  // namespace millrace::text::jinja
