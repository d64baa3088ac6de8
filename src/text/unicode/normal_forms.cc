#include "text/unicode/normal_forms.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <limits>

#include "base/check.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::size_t kLongestSegment = 4096;

const icu::Normalizer2& instance(NormalForm form) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = nullptr;
  switch (form) {
    case NormalForm::kNfc:
      normalizer = icu::Normalizer2::getNFCInstance(status);
      break;
    case NormalForm::kNfd:
      normalizer = icu::Normalizer2::getNFDInstance(status);
      break;
    case NormalForm::kNfkc:
      normalizer = icu::Normalizer2::getNFKCInstance(status);
      break;
    case NormalForm::kNfkd:
      normalizer = icu::Normalizer2::getNFKDInstance(status);
      break;
  }
  CHECK(U_SUCCESS(status) && normalizer != nullptr);
  return *normalizer;
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

bool too_long(std::string_view text) {
  return text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
}

}  // namespace

bool is_normal(NormalForm form, std::string_view text) {
  if (too_long(text)) return false;
  UErrorCode status = U_ZERO_ERROR;
  return instance(form).isNormalizedUTF8(piece(text), status) != 0 && U_SUCCESS(status);
}

std::string normalize(NormalForm form, std::string_view text) {
  CHECK(!too_long(text));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  instance(form).normalizeUTF8(0, piece(text), sink, nullptr, status);
  CHECK(U_SUCCESS(status));
  return out;
}

std::size_t normal_segment_end(NormalForm form, std::string_view text, std::size_t begin) {
  const icu::Normalizer2& normalizer = instance(form);
  std::size_t at = begin;
  while (at < text.size()) {
    const Utf8Char next = decode_valid(text.data() + at);
    if (at > begin && (normalizer.hasBoundaryBefore(static_cast<UChar32>(next.code)) ||
                       at - begin >= kLongestSegment))
      break;
    at += next.size;
  }
  return at;
}

bool is_inert(NormalForm form, char32_t code) {
  return instance(form).isInert(static_cast<UChar32>(code)) != 0;
}

void append_lower(std::string& out, char32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code >= 'A' && code <= 'Z' ? code + 32 : code);
    return;
  }
  // One character has a lower case of two: I with a dot above.
  if (code == 0x130) {
    append_utf8(out, 'i');
    return append_utf8(out, 0x307);
  }
  append_utf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(code))));
}

bool is_nonspacing_mark(char32_t code) {
  return u_charType(static_cast<UChar32>(code)) == U_NON_SPACING_MARK;
}

bool is_decimal_digit(char32_t code) {
  return u_charType(static_cast<UChar32>(code)) == U_DECIMAL_DIGIT_NUMBER;
}

bool is_control(char32_t code) {
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(code));
  return (mask & U_GC_C_MASK) != 0;
}

}  // namespace millrace::text
