#include "text/unicode/char_classes.h"

#include <unicode/uniset.h>

#include <cstring>
#include <map>
#include <string>

#include "base/check.h"

namespace millrace::text {
namespace {

struct Rule {
  std::uint8_t flag;
  const char* set;  // as ICU writes sets of code points
};
constexpr Rule kRules[] = {
    {CharClass::kLetter, "[:L:]"},
    {CharClass::kNumber, "[:N:]"},
    {CharClass::kSpace, "[:White_Space:]"},
    {CharClass::kMark, "[:M:]"},
    {CharClass::kPunctuation,
     "[[:P:][\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E]]"},
    {CharClass::kWord, "[[:Alphabetic:][:M:][:Nd:][:Pc:][:Join_Control:]]"},
    {CharClass::kUnstable, "[[:^NFC_Quick_Check=Yes:][:^Canonical_Combining_Class=0:]]"},
    {CharClass::kEmoji, "[:Emoji:]"},
};

std::vector<std::uint8_t> flags_of_all_code_points() {
  std::vector<std::uint8_t> flags(0x110000, 0);
  for (const Rule& rule : kRules) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeSet set(icu::UnicodeString::fromUTF8(rule.set), status);
    CHECK(U_SUCCESS(status));
    for (std::int32_t i = 0; i < set.getRangeCount(); ++i)
      for (UChar32 code = set.getRangeStart(i); code <= set.getRangeEnd(i); ++code)
        flags[static_cast<std::size_t>(code)] |= rule.flag;
  }
  return flags;
}

}  // namespace

const CharClasses& CharClasses::table() {
  static const CharClasses classes;
  return classes;
}

CharClasses::CharClasses() {
  const std::vector<std::uint8_t> flags = flags_of_all_code_points();
  std::map<std::string, std::uint16_t> known;
  for (std::size_t block = 0; block < index_.size(); ++block) {
    const std::string bytes(reinterpret_cast<const char*>(&flags[block * kBlockSize]), kBlockSize);
    const auto [entry, added] =
        known.emplace(bytes, static_cast<std::uint16_t>(blocks_.size() / kBlockSize));
    if (added) blocks_.insert(blocks_.end(), bytes.begin(), bytes.end());
    index_[block] = entry->second;
  }
}

}  // namespace millrace::text
