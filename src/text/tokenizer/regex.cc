#include "text/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/core.h>
#include <pcre2.h>

#include <array>

#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::size_t kLongestPattern = 65536;

PCRE2_SPTR bytes_of(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

struct RegexWork::State {
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 1024 * 1024, nullptr);
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);

  State() {
    CHECK(context != nullptr && stack != nullptr && data != nullptr);
    pcre2_jit_stack_assign(context, nullptr, stack);
    pcre2_set_match_limit(context, kMatchLimit);
  }
  ~State() {
    pcre2_match_data_free(data);
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

RegexWork::RegexWork() = default;  // made at the first match: most tokenizers need none
RegexWork::~RegexWork() = default;
RegexWork::RegexWork(RegexWork&&) noexcept = default;
RegexWork& RegexWork::operator=(RegexWork&&) noexcept = default;

struct Regex::State {
  pcre2_code* code = nullptr;
  ~State() { pcre2_code_free(code); }
};

Regex::Regex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

Result<Regex> Regex::compile(std::string_view pattern) {
  if (pattern.size() > kLongestPattern)
    return fail(ErrorCode::kInvalid,
                fmt::format("a regular expression of {} bytes is over the limit of {}",
                            pattern.size(), kLongestPattern));
  const std::string text = with_unicode_white_space(pattern);
  int error = 0;
  PCRE2_SIZE at = 0;
  auto state = std::make_unique<State>();
  state->code =
      pcre2_compile(bytes_of(text), text.size(), PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C,
                    &error, &at, nullptr);
  if (state->code == nullptr) {
    std::array<unsigned char, 256> words{};
    pcre2_get_error_message(error, words.data(), words.size());
    return fail(ErrorCode::kInvalid,
                fmt::format("the regular expression \"{}\" is not understood: {} at byte {}", text,
                            reinterpret_cast<const char*>(words.data()), at));
  }
  pcre2_jit_compile(state->code, PCRE2_JIT_COMPLETE);  // without it matching is slower, not wrong
  return Regex(std::move(state));
}

void Regex::each_match(std::string_view text, RegexWork& work,
                       const std::function<void(Span)>& found) const {
  if (!work.state_) work.state_ = std::make_unique<RegexWork::State>();
  const RegexWork::State& tools = *work.state_;
  const PCRE2_SIZE* span = pcre2_get_ovector_pointer(tools.data);
  std::size_t at = 0;
  std::size_t last_end = std::string_view::npos;
  while (at <= text.size()) {
    const int matched = pcre2_match(state_->code, bytes_of(text), text.size(), at,
                                    PCRE2_NO_UTF_CHECK, tools.data, tools.context);
    if (matched < 0) return;
    const Span match{span[0], span[1]};
    if (match.end < match.begin || match.end < at) return;  // \K in a lookahead
    if (match.size() > 0) {
      found(match);
      at = last_end = match.end;
      continue;
    }
    if (match.begin != last_end) found(match);
    if (match.begin >= text.size()) return;
    at = match.begin + decode_valid(text.data() + match.begin).size;
  }
}

std::string with_unicode_white_space(std::string_view pattern) {
  constexpr std::string_view kSet = R"(\p{Z}\t-\r\x{85})";
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c != '\\' || i + 1 == pattern.size()) {
      if (c == '[' && !in_class) {
        in_class = true;
      } else if (c == ']') {
        in_class = false;
      }
      out += c;
      continue;
    }
    const char escaped = pattern[++i];
    if (escaped == 's') {
      out += in_class ? std::string(kSet) : fmt::format("[{}]", kSet);
    } else if (escaped == 'S' && !in_class) {
      out += fmt::format("[^{}]", kSet);
    } else {
      out += c;
      out += escaped;
    }
  }
  return out;
}

}  // namespace millrace::text
