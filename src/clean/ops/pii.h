// What the operators for personal data share: what they do with what they find, and where a number
// begins and ends. A find is whole: an identity number is never taken for the telephone number
// within it. Constant; thread-safe.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clean/operator.h"
#include "crypto/sealed_text.h"

namespace millrace::clean {

enum class PiiAction : std::uint8_t { kDelete, kMask, kPlaceholder };

// The first base of an operator's options.
struct PiiOptions {
  PiiAction action = PiiAction::kDelete;
  bool reversible = false;
};

// Of a kind of personal data.
struct PiiKind {
  std::string_view word;   // of its placeholder: [ID_CARD]
  std::size_t shown_head;  // characters that a mask leaves
  std::size_t shown_tail;
};

struct PiiSpan {
  std::size_t begin, end;
};

class PiiTreatment {
 public:
  static Result<PiiTreatment> make(const PiiOptions& options, PiiKind kind, const Context& context);
  // Spans in order and apart.
  void apply(std::string_view text, const std::vector<PiiSpan>& found, Edits& out) const;

 private:
  std::string replacement(std::string_view value) const;

  PiiAction action_ = PiiAction::kDelete;
  PiiKind kind_{};
  std::optional<crypto::TextSeal> seal_;
};

// Puts the values back where reversible placeholders stand; those that the key does not open stay.
std::string restore_placeholders(std::string_view text, std::string_view key);

inline bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_ascii_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
// Is [begin, end) a number of its own, not a part of a longer word or number ("0.138…", "DD138…")?
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end);

// The next run of ASCII digits from `from` on; nothing when there is none.
std::optional<PiiSpan> next_digits(std::string_view text, std::size_t from);
bool all_digits(std::string_view text);

// 18 characters with the right check digit and a real date, or 15 digits with a real date; both of
// a province that there is (GB 11643).
enum class CheckDigit : std::uint8_t { kMustFit, kAny };
bool is_id_card(std::string_view text, CheckDigit check);

}  // namespace millrace::clean

template <>
struct millrace::describe::EnumWords<millrace::clean::PiiAction> {
  static constexpr std::string_view kWords[] = {"delete", "mask", "placeholder"};
};

namespace millrace::clean {
inline constexpr std::array kPiiFields{
    describe::field<&PiiOptions::action>(
        "action", Access::kMutable,
        "delete removes it, mask leaves its ends, placeholder says what kind it was."),
    describe::field<&PiiOptions::reversible>(
        "reversible", Access::kMutable,
        "Placeholders hold the value, sealed: who has the key can put it back.")};
}  // namespace millrace::clean
