// Short texts sealed so that equal ones look equal, and only who has the key reads them: AES-SIV
// (RFC 5297), for placeholders of personal data. Constant; thread-safe.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace millrace::crypto {

class TextSeal {
 public:
  // Any key that is not empty; the strength is that of the key.
  explicit TextSeal(std::string_view key);

  // Letters a to p only: nothing in it looks like a number, a link or markup. `kind` is sealed with
  // the text: what was sealed as one kind does not open as another.
  std::string seal(std::string_view kind, std::string_view text) const;
  std::optional<std::string> open(std::string_view kind, std::string_view sealed) const;

 private:
  std::string key_;  // 64 bytes
};

}  // namespace millrace::crypto
