#include "metrics/exposition.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/check.h"
#include "base/strings.h"

namespace millrace::metrics {
namespace {

bool is_word(std::string_view text, std::string_view extra) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (const char c : text) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      extra.find(c) != std::string_view::npos;
    if (!fits) return false;
  }
  return true;
}

void escape(std::string_view text, std::string_view special, std::string& out) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
}

void number(double value, std::string& out) {
  if (std::isnan(value)) out += "NaN";
  else if (std::isinf(value)) out += value > 0 ? "+Inf" : "-Inf";
  else fmt::format_to(std::back_inserter(out), "{}", value);
}

constexpr std::string_view kTypeWords[] = {"counter", "gauge", "histogram"};

}  // namespace

bool is_metric_name(std::string_view name) { return is_word(name, "_:"); }
bool is_label_name(std::string_view name) { return is_word(name, "_"); }

void Exposition::begin(std::string_view name, std::string_view help, FamilyType type) {
  CHECK(is_metric_name(name));
  family_ = name;
  text_ += fmt::format("# HELP {} ", name);
  escape(help, "\\", text_);
  text_ += fmt::format("\n# TYPE {} {}\n", name, kTypeWords[static_cast<std::size_t>(type)]);
}

void Exposition::value_of(std::string_view suffix, const Labels& labels, double value) {
  text_ += family_;
  text_ += suffix;
  char separator = '{';
  for (const auto& [name, content] : labels) {
    CHECK(is_label_name(name));
    text_ += separator;
    text_ += name;
    text_ += "=\"";
    escape(base::to_valid_utf8(content), "\\\"", text_);
    text_ += '"';
    separator = ',';
  }
  if (!labels.empty()) text_ += '}';
  text_ += ' ';
  number(value, text_);
  text_ += '\n';
}

}  // namespace millrace::metrics
