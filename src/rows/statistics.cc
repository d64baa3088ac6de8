#include "rows/statistics.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "text/unicode/utf8.h"

namespace millrace::rows {
namespace {

constexpr std::size_t kBins = 20;

struct Script {
  std::string_view language;
  char32_t first, last;
};
constexpr Script kScripts[] = {{"latin", 'A', 'Z'},      {"latin", 'a', 'z'},
                               {"latin", 0xC0, 0x24F},   {"ru", 0x400, 0x4FF},
                               {"ar", 0x600, 0x6FF},     {"ja", 0x3040, 0x30FF},
                               {"zh", 0x3400, 0x9FFF},   {"zh", 0xF900, 0xFAFF},
                               {"zh", 0x20000, 0x323AF}, {"ko", 0xAC00, 0xD7A3}};

void add_texts(const json::Value& value, std::string& out) {
  if (const std::string* text = value.as_string()) {
    out += *text;
    out += '\n';
  } else if (const json::Array* list = value.as_array()) {
    for (const json::Value& item : *list) add_texts(item, out);
  } else if (const json::Object* object = value.as_object()) {
    for (const auto& [name, member] : *object) add_texts(member, out);
  }
}

}  // namespace

std::string_view language_of(std::string_view text) {
  std::map<std::string_view, std::int64_t> letters;
  for (std::size_t at = 0; at < text.size();) {
    const auto step = text::utf8_step(text.substr(at));
    if (step.kind == text::Utf8Step::Kind::kWhole) {
      const char32_t code = text::decode_valid(text.data() + at).code;
      for (const Script& script : kScripts)
        if (code >= script.first && code <= script.last) ++letters[script.language];
    }
    at += step.size;
  }
  // Japanese is written in Chinese characters, too: a fifth of its own letters is plenty.
  if (letters["ja"] * 5 > letters["zh"] && letters["ja"] > 0) letters["zh"] = 0;
  std::string_view most = "other";
  std::int64_t count = 0;
  for (const auto& [language, n] : letters)
    if (n > count) {
      most = language;
      count = n;
    }
  return most;
}

Spread spread_of(std::vector<std::int64_t> numbers) {
  Spread out;
  if (numbers.empty()) return out;
  std::sort(numbers.begin(), numbers.end());
  const auto at = [&](double part) {
    const double last = static_cast<double>(numbers.size() - 1);
    return numbers[static_cast<std::size_t>(part * last + 0.5)];
  };
  out.count = static_cast<std::int64_t>(numbers.size());
  out.min = numbers.front();
  out.max = numbers.back();
  out.p50 = at(0.5);
  out.p90 = at(0.9);
  out.p99 = at(0.99);
  out.mean =
      std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
  out.histogram.bins.assign(kBins, 0);
  out.histogram.width = static_cast<double>(out.max - out.min + 1) / static_cast<double>(kBins);
  for (const std::int64_t number : numbers) {
    const double bin = static_cast<double>(number - out.min) / out.histogram.width;
    ++out.histogram.bins[std::min(kBins - 1, static_cast<std::size_t>(bin))];
  }
  return out;
}

json::Value to_json(const Spread& spread) {
  json::Array bins;
  for (const std::int64_t count : spread.histogram.bins) bins.emplace_back(count);
  return json::Object{
      {"count", spread.count},
      {"min", spread.min},
      {"max", spread.max},
      {"mean", spread.mean},
      {"p50", spread.p50},
      {"p90", spread.p90},
      {"p99", spread.p99},
      {"histogram", json::Object{{"width", spread.histogram.width}, {"bins", std::move(bins)}}}};
}

std::string texts_of(const json::Value& row) {
  std::string out;
  add_texts(row, out);
  return out;
}

}  // namespace millrace::rows
