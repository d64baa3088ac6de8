// json::Writer: JSON text, one call a token, straight into a string. Bytes that are not UTF-8 are
// written as U+FFFD; NaN and infinities as null. Not thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace millrace::json {

class Writer {
 public:
  enum class Style { kCompact, kPretty };
  explicit Writer(Style style = Style::kCompact) : style_(style) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& null();
  Writer& boolean(bool v);
  Writer& integer(std::int64_t v);
  Writer& number(double v);
  Writer& string(std::string_view v);
  Writer& value(const Value& v);
  Writer& raw(std::string_view json);  // text that is JSON already

  const std::string& text() const& { return text_; }
  std::string text() && { return std::move(text_); }

 private:
  void separate();
  void new_line();
  void close(char bracket);

  Style style_;
  std::string text_;
  std::vector<bool> has_items_;  // one a level
  bool after_key_ = false;
};

}  // namespace millrace::json
