// Removes the copyright at the head of source files: the first /* … */ if it holds the word, else
// the lines of comment (//, #, --) and the empty ones that the text begins with. Quirk: such lines
// go whatever they say, and where there is a /* … */ anywhere they stay. Without it, lines go only
// if one of them holds the word, and the comment must be the first thing in the text.
#include <array>

#include "base/strings.h"
#include "clean/operator.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "copyright";

struct CleanCopyrightOptions {};
constexpr std::array<describe::Field, 0> kFields{};

bool has_word(std::string_view text) {
  constexpr std::string_view kWord = "copyright";
  for (std::size_t at = 0; at + kWord.size() <= text.size(); ++at) {
    at = text.find_first_of("cC", at);
    if (at == text.npos) return false;
    if (base::iequals(text.substr(at, kWord.size()), kWord)) return true;
  }
  return false;
}

// The end of the lines of comment, and the empty ones, at the head of the text.
std::size_t comment_lines(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (rest[0] != '\n' && rest[0] != '#' && !rest.starts_with("//") && !rest.starts_with("--"))
      return at;
    const std::size_t end = rest.find('\n');
    if (end == rest.npos) return text.size();
    at += end + 1;
  }
  return at;
}

class CleanCopyrightMapper final : public Mapper {
 public:
  explicit CleanCopyrightMapper(Compat compat) : compat_(compat) {}
  static Result<std::unique_ptr<CleanCopyrightMapper>> make(CleanCopyrightOptions,
                                                            const Context& context) {
    return std::make_unique<CleanCopyrightMapper>(context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (compat_ == Compat::kSane) return map_sane(text, out);
    const std::size_t open = text.find("/*");
    const std::size_t close = open == text.npos ? open : text.find("*/", open + 2);
    if (close != text.npos) {
      if (has_word(text.substr(open, close - open))) out.remove(open, close + 2, kReason);
      return;
    }
    if (const std::size_t end = comment_lines(text); end > 0) out.remove(0, end, kReason);
  }

 private:
  static void map_sane(std::string_view text, Edits& out) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos) return;
    std::size_t end = comment_lines(text);
    if (text.substr(begin, 2) == "/*") {
      const std::size_t close = text.find("*/", begin + 2);
      end = close == text.npos ? 0 : close + 2;
    }
    if (end > 0 && has_word(text.substr(0, end))) out.remove(0, end, kReason);
  }

  Compat compat_;
};

}  // namespace

OperatorType clean_copyright_mapper() {
  return operator_type<CleanCopyrightMapper, CleanCopyrightOptions, kFields>(
      "clean_copyright_mapper", Kind::kMapper, Group::kInvalid,
      "Removes the copyright notice at the head of source code.");
}

}  // namespace millrace::clean::ops
