// Repairs what went wrong with Unicode, after ftfy: text that was decoded as the wrong encoding,
// references of HTML, ligatures, forms of half and full width, curly quotation marks, kinds of line
// breaks, control characters, and the normal form. Of wrong encodings, UTF-8 read as windows-1252
// or Latin-1 is known. Quirk: Chinese punctuation and quotation marks become ASCII. Without it they
// stay.
#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/html_entities.h"
#include "clean/ops/mojibake.h"
#include "text/unicode/normal_forms.h"

namespace millrace::clean::ops {

enum class FormName : std::uint8_t { kNfc, kNfkc, kNfd, kNfkd };

}  // namespace millrace::clean::ops

template <>
struct millrace::describe::EnumWords<millrace::clean::ops::FormName> {
  static constexpr std::string_view kWords[] = {"NFC", "NFKC", "NFD", "NFKD"};
};

namespace millrace::clean::ops {
namespace {

struct FixUnicodeOptions {
  std::optional<FormName> normalization;
};
constexpr std::array kFields{describe::field<&FixUnicodeOptions::normalization>(
    "normalization", Access::kMutable, "The normal form: NFC (also null), NFKC, NFD or NFKD.")};

struct Ligature {
  char32_t code;
  std::string_view letters;
};
constexpr std::array kLigatures{
    Ligature{U'Ĳ', "IJ"},    Ligature{U'ĳ', "ij"},    Ligature{U'ŉ', "ʼn"},
    Ligature{U'Ǳ', "DZ"},    Ligature{U'ǲ', "Dz"},    Ligature{U'ǳ', "dz"},
    Ligature{U'Ǆ', "DŽ"},    Ligature{U'ǅ', "Dž"},    Ligature{U'ǆ', "dž"},
    Ligature{U'Ǉ', "LJ"},    Ligature{U'ǈ', "Lj"},    Ligature{U'ǉ', "lj"},
    Ligature{U'Ǌ', "NJ"},    Ligature{U'ǋ', "Nj"},    Ligature{U'ǌ', "nj"},
    Ligature{0xfb00, "ff"},  Ligature{0xfb01, "fi"},  Ligature{0xfb02, "fl"},
    Ligature{0xfb03, "ffi"}, Ligature{0xfb04, "ffl"}, Ligature{0xfb05, "ſt"},
    Ligature{0xfb06, "st"}};

bool is_unwanted(char32_t c) {
  return c < 0x09 || c == 0x0b || (c >= 0x0e && c < 0x20) || c == 0x7f ||
         (c >= 0x206a && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffc);
}

// The end of a colour or the like for terminals, ESC [ 1 ; 2 m; `at` where there is none.
std::size_t terminal_escape_end(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\033[") return at;
  const std::size_t end = text.find_first_not_of("0123456789;", at + 2);
  if (end == text.npos || (text[end] | 0x20) < 'a' || (text[end] | 0x20) > 'z') return at;
  return end + 1;
}

std::string unescape(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
    const Reference reference = read_reference(text.substr(at));
    // Only where a semicolon ends it: "this&not that" may be meant so.
    if (reference.size == 0 || text[at + reference.size - 1] != ';') continue;
    out.append(text, copied, at - copied);
    out += reference.text;
    copied = at + reference.size;
    at = copied - 1;
  }
  out.append(text, copied);
  return out;
}

text::NormalForm form_of(FormName name) {
  switch (name) {
    case FormName::kNfkc:
      return text::NormalForm::kNfkc;
    case FormName::kNfd:
      return text::NormalForm::kNfd;
    case FormName::kNfkd:
      return text::NormalForm::kNfkd;
    default:
      return text::NormalForm::kNfc;
  }
}

class FixUnicodeMapper final : public Mapper {
 public:
  FixUnicodeMapper(FixUnicodeOptions options, Compat compat)
      : form_(form_of(options.normalization.value_or(FormName::kNfc))), compat_(compat) {}
  static Result<std::unique_ptr<FixUnicodeMapper>> make(FixUnicodeOptions options,
                                                        const Context& context) {
    return std::make_unique<FixUnicodeMapper>(options, context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (is_fine(text)) return;
    std::string fixed;
    bool markup = false;  // once a line has a '<', references stay as they are
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      std::string line(text.substr(at, end - at));
      markup = markup || line.find('<') != line.npos;
      for (int round = 0; round < 8; ++round) {
        std::string next = fix_line(line, markup);
        if (next == line) break;
        line = std::move(next);
      }
      fixed += line;
      at = end;
    }
    note_rewrite(text, fixed, "Unicode", out);
  }

 private:
  static bool is_fine(std::string_view text) {
    for (const char c : text)
      if (static_cast<unsigned char>(c) >= 0x7f || c == '&' || (c < 0x20 && c != '\n' && c != '\t'))
        return false;
    return true;
  }

  std::string fix_line(std::string_view line, bool markup) const {
    const std::string plain = repair_mojibake(markup ? std::string(line) : unescape(line));
    std::string out;
    for (std::size_t at = 0; at < plain.size();) {
      if (const std::size_t end = terminal_escape_end(plain, at); end > at) {
        at = end;
        continue;
      }
      const auto next = text::decode_valid(plain.data() + at);
      const bool crlf = next.code == '\r' && plain.substr(at + 1, 1) == "\n";
      at += next.size;
      if (!crlf) append_fixed(out, from_windows_1252(next.code));
    }
    return text::is_normal(form_, out) ? out : text::normalize(form_, out);
  }

  void append_fixed(std::string& out, char32_t c) const {
    if (is_unwanted(c)) return;
    if (c == '\r' || c == 0x2028 || c == 0x2029) c = '\n';
    for (const auto& ligature : kLigatures)
      if (ligature.code == c) {
        out += ligature.letters;
        return;
      }
    if (compat_ == Compat::kStrict) {
      if (c >= 0x201c && c <= 0x201f) c = '"';
      if (c == 0x2bc || (c >= 0x2018 && c <= 0x201b)) c = '\'';
      if (c == 0x3000) c = ' ';
      if (c > 0xff00 && c < 0xfff0) {
        std::string wide;
        text::append_utf8(wide, c);
        out += text::normalize(text::NormalForm::kNfkc, wide);
        return;
      }
    }
    text::append_utf8(out, c);
  }

  text::NormalForm form_;
  Compat compat_;
};

}  // namespace

OperatorType fix_unicode_mapper() {
  return operator_type<FixUnicodeMapper, FixUnicodeOptions, kFields>(
      "fix_unicode_mapper", Kind::kMapper, Group::kInvalid,
      "Repairs broken Unicode: wrong decoding, ligatures, widths, control characters.");
}

}  // namespace millrace::clean::ops
