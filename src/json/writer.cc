#include "json/writer.h"

#include <charconv>
#include <cmath>

#include "base/strings.h"

namespace millrace::json {

void Writer::new_line() {
  if (style_ == Style::kCompact) return;
  text_ += '\n';
  text_.append(has_items_.size() * 2, ' ');
}

void Writer::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) text_ += ',';
  has_items_.back() = true;
  new_line();
}

void Writer::close(char bracket) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) new_line();
  text_ += bracket;
}

Writer& Writer::begin_object() {
  separate();
  text_ += '{';
  has_items_.push_back(false);
  return *this;
}

Writer& Writer::end_object() {
  close('}');
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  text_ += '[';
  has_items_.push_back(false);
  return *this;
}

Writer& Writer::end_array() {
  close(']');
  return *this;
}

Writer& Writer::key(std::string_view name) {
  string(name);
  text_ += style_ == Style::kCompact ? ":" : ": ";
  after_key_ = true;
  return *this;
}

Writer& Writer::null() { return raw("null"); }
Writer& Writer::boolean(bool v) { return raw(v ? "true" : "false"); }

Writer& Writer::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

Writer& Writer::integer(std::int64_t v) {
  char buffer[24];
  return raw({buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr});
}

Writer& Writer::number(double v) {
  if (!std::isfinite(v)) return null();
  if (v == 0 && std::signbit(v)) return raw("-0.0");  // "-0" would be read back as the integer 0
  char buffer[40];
  // Large numbers with an exponent: written out in digits they would be read back as integers, and
  // refused beyond 64 bits.
  const auto end = std::abs(v) < 1e15 ? std::to_chars(buffer, buffer + sizeof buffer, v)
                                      : std::to_chars(buffer, buffer + sizeof buffer, v,
                                                      std::chars_format::scientific);
  return raw({buffer, end.ptr});
}

Writer& Writer::string(std::string_view v) {
  std::string mended;
  if (!base::is_utf8(v)) {
    mended = base::to_valid_utf8(v);
    v = mended;
  }
  separate();
  constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const auto c = static_cast<unsigned char>(v[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    text_.append(v, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"': text_ += "\\\""; break;
      case '\\': text_ += "\\\\"; break;
      case '\n': text_ += "\\n"; break;
      case '\r': text_ += "\\r"; break;
      case '\t': text_ += "\\t"; break;
      default: text_ += {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
    }
  }
  text_.append(v, plain, v.size() - plain);
  text_ += '"';
  return *this;
}

Writer& Writer::value(const Value& v) {
  if (const bool* b = v.as_bool()) return boolean(*b);
  if (const std::int64_t* i = v.as_int()) return integer(*i);
  if (const double* d = v.as_double()) return number(*d);
  if (const std::string* s = v.as_string()) return string(*s);
  if (const Array* array = v.as_array()) {
    begin_array();
    for (const auto& item : *array) value(item);
    return end_array();
  }
  if (const Object* object = v.as_object()) {
    begin_object();
    for (const auto& [name, member] : *object) key(name).value(member);
    return end_object();
  }
  return null();
}

}  // namespace millrace::json
