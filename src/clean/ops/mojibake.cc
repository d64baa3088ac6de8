#include "clean/ops/mojibake.h"

#include <array>
#include <optional>
#include <vector>

#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

constexpr int kMaxRounds = 6;  // text that was mangled more often is nobody's

// windows-1252 from 0x80 to 0x9f; what it leaves free stands for itself.
constexpr std::array<char32_t, 32> kTable{
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

std::optional<unsigned char> to_byte(char32_t code) {
  if (code >= 0x80 && code <= 0xff) return static_cast<unsigned char>(code);
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (kTable[i] == code) return static_cast<unsigned char>(0x80 + i);
  return std::nullopt;
}

// A run of characters beyond ASCII that are bytes of windows-1252.
struct Run {
  std::string bytes;
  std::vector<std::size_t> begins;  // of each character, and the end
};

struct Sequence {
  std::size_t at, size;  // in the bytes of a run
};

std::vector<Sequence> sequences_of(const Run& run) {
  std::vector<Sequence> found;
  for (std::size_t at = 0; at < run.bytes.size();) {
    const auto step = text::utf8_step(std::string_view(run.bytes).substr(at));
    if (step.kind == text::Utf8Step::Kind::kWhole && step.size > 1) {
      found.push_back({at, step.size});
      at += step.size;
    } else {
      ++at;
    }
  }
  return found;
}

// Is sequence i meant to be one? Two characters may well stand side by side by themselves.
bool convincing(const Run& run, const std::vector<Sequence>& all, std::size_t i) {
  const Sequence& s = all[i];
  if (s.size > 2) return true;
  const auto lead = static_cast<unsigned char>(run.bytes[s.at]);
  if (lead == 0xc2 || lead == 0xc3) return true;
  const bool after_one = i > 0 && all[i - 1].at + all[i - 1].size == s.at;
  const bool before_one = i + 1 < all.size() && s.at + s.size == all[i + 1].at;
  return after_one || before_one;
}

bool repair_run(std::string_view text, const Run& run, std::string& out) {
  const auto all = sequences_of(run);
  std::size_t done = 0;  // bytes of the run
  bool repaired = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!convincing(run, all, i)) continue;
    out.append(text, run.begins[done], run.begins[all[i].at] - run.begins[done]);
    out.append(run.bytes, all[i].at, all[i].size);
    done = all[i].at + all[i].size;
    repaired = true;
  }
  out.append(text, run.begins[done], run.begins.back() - run.begins[done]);
  return repaired;
}

// "firstÂ saw", "voilÃ le": the no-break space that was the second byte became a blank. Nothing
// where that is not so; else what it was, which takes the blank at `end` with it.
std::string_view lost_space(std::string_view text, const Run& run, std::size_t end) {
  const auto is_small = [&](std::size_t i) { return text[i] >= 'a' && text[i] <= 'z'; };
  const std::size_t begin = run.begins[0];
  if (run.bytes.size() != 1 || end >= text.size() || text[end] != ' ' || begin == 0) return {};
  const bool behind_word =
      is_small(begin - 1) || (begin > 1 && text[begin - 1] == ' ' && is_small(begin - 2));
  if (!behind_word) return {};
  if (run.bytes[0] == '\xc2') return "\u00a0";
  return run.bytes[0] == '\xc3' ? "à " : "";
}

bool repair_once(std::string_view text, std::string& out) {
  bool repaired = false;
  Run run;
  for (std::size_t at = 0; at <= text.size();) {
    const bool end = at == text.size();
    const auto next = end ? text::Utf8Char{0, 1} : text::decode_valid(text.data() + at);
    if (const auto byte = to_byte(next.code)) {
      run.bytes += static_cast<char>(*byte);
      run.begins.push_back(at);
      at += next.size;
      continue;
    }
    if (!run.bytes.empty()) {
      run.begins.push_back(at);
      const std::string_view restored = lost_space(text, run, at);
      if (!restored.empty()) out += restored;
      repaired = !restored.empty() || repair_run(text, run, out) || repaired;
      run = {};
      if (!restored.empty()) {
        ++at;
        continue;
      }
    }
    if (!end) out.append(text, at, next.size);
    at += next.size;
  }
  return repaired;
}

}  // namespace

char32_t from_windows_1252(char32_t code) {
  return code >= 0x80 && code < 0xa0 ? kTable[code - 0x80] : code;
}

std::string repair_mojibake(std::string_view text) {
  std::string now(text);
  for (int round = 0; round < kMaxRounds; ++round) {
    std::string next;
    next.reserve(now.size());
    if (!repair_once(now, next)) break;
    now = std::move(next);
  }
  return now;
}

}  // namespace millrace::clean
