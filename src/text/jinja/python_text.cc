// str(), repr() and json.dumps of values. What a container writes of its own (brackets, commas,
// quotes) carries the container's origin, so that the arguments of a tool call are the message's.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "text/jinja/python.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

constexpr int kMaxNesting = 100;

bool is_printable(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD) return false;
  if (c != 0x20 && is_python_space(c)) return false;
  return !((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xFFF9 && c <= 0xFFFB) || c >= 0xE0000);
}

std::string repr_of(std::string_view text, char quote) {
  std::string out;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text, at, length);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_printable(c)) {
      out += text.substr(at, length);
    } else if (c < 0x100) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else if (c < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += fmt::format("\\U{:08x}", static_cast<unsigned>(c));
    }
  }
  return out;
}

void append_json_unit(std::string& out, char32_t unit) {
  out += fmt::format("\\u{:04x}", static_cast<unsigned>(unit));
}

std::string json_of(std::string_view text, JsonStyle::Ascii ascii) {
  std::string out;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text, at, length);
    switch (c) {
      case '"':
        out += "\\\"";
        continue;
      case '\\':
        out += "\\\\";
        continue;
      case '\n':
        out += "\\n";
        continue;
      case '\r':
        out += "\\r";
        continue;
      case '\t':
        out += "\\t";
        continue;
      case '\b':
        out += "\\b";
        continue;
      case '\f':
        out += "\\f";
        continue;
      default:
        break;
    }
    if (c < 0x20) {
      append_json_unit(out, c);
    } else if (c < 0x7F || ascii == JsonStyle::Ascii::kKeep) {
      out += text.substr(at, length);
    } else if (c < 0x10000) {
      append_json_unit(out, c);
    } else {
      append_json_unit(out, 0xD800 + ((c - 0x10000) >> 10U));
      append_json_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

class ValueWriter {
 public:
  ValueWriter(Heap& heap, const JsonStyle* json) : heap_(heap), json_(json) {}

  Result<void> write(const Value& value, Origin origin, int depth) {
    heap_.charge(1);
    TRY(heap_.check());
    if (depth == 0) return fail(ErrorCode::kExhausted, "values are nested too deeply");
    if (const TaggedString* string = value.string()) return write_string(*string, origin);
    if (const List* list = value.list()) return write_list(*list, depth);
    if (const Dict* dict = value.dict(); dict != nullptr && dict->kind == Dict::Kind::kDict)
      return write_dict(*dict, depth);
    TRY_ASSIGN(const std::string scalar, scalar_text(value));
    out_.append(scalar, origin);
    return {};
  }

  TaggedString take() { return std::move(out_); }

 private:
  Result<void> write_string(const TaggedString& string, Origin outer) {
    TRY(heap_.room(out_.size() + string.size() * 6));
    heap_.charge(string.size() / 32);
    const Origin origin = string.empty() ? outer : string.first_origin();
    if (json_ != nullptr) {
      out_.append("\"", origin);
      out_.append(string.map_runs([&](std::string_view s) { return json_of(s, json_->ascii); }));
      out_.append("\"", origin);
      return {};
    }
    const bool single = string.view().find('\'') != std::string_view::npos;
    const bool both = single && string.view().find('"') != std::string_view::npos;
    const char quote = single && !both ? '"' : '\'';
    out_.append(std::string_view(&quote, 1), origin);
    out_.append(string.map_runs([&](std::string_view s) { return repr_of(s, quote); }));
    out_.append(std::string_view(&quote, 1), origin);
    return {};
  }

  Result<std::string> scalar_text(const Value& value) const {
    const bool json = json_ != nullptr;
    if (value.is_none()) return std::string(json ? "null" : "None");
    if (const bool* b = value.boolean())
      return std::string(json ? (*b ? "true" : "false") : (*b ? "True" : "False"));
    if (value.integer() != nullptr) return std::to_string(*value.integer());
    if (const double* real = value.real()) {
      if (!json || std::isfinite(*real)) return real_text(*real);
      return std::string(std::isnan(*real) ? "NaN" : (*real < 0 ? "-Infinity" : "Infinity"));
    }
    if (json)
      return fail(ErrorCode::kInvalid,
                  fmt::format("Object of type {} is not JSON serializable", type_name(value)));
    if (value.undefined() != nullptr) return std::string("Undefined");
    if (value.callable() != nullptr) return fmt::format("<{}>", value.callable()->name());
    return fmt::format("<{}>", type_name(value));
  }

  void new_line(Origin origin) {
    if (json_ == nullptr || !json_->indent) return;
    out_.append("\n", origin);
    for (int i = 0; i < level_; ++i) out_.append(*json_->indent, origin);
  }

  void separate(std::size_t index, Origin origin) {
    if (index > 0) {
      if (json_ != nullptr && json_->item_separator) {
        out_.append(*json_->item_separator, origin);
      } else {
        out_.append(json_ != nullptr && json_->indent ? "," : ", ", origin);
      }
    }
    new_line(origin);
  }

  Result<void> write_list(const List& list, int depth) {
    if (json_ != nullptr && list.kind == List::Kind::kLazy)
      return fail(ErrorCode::kInvalid, "Object of type generator is not JSON serializable");
    const bool tuple = json_ == nullptr && list.kind == List::Kind::kTuple;
    out_.append(tuple ? "(" : "[", list.origin);
    ++level_;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      separate(i, list.origin);
      TRY(write(list.items[i], list.origin, depth - 1));
    }
    --level_;
    if (!list.items.empty()) new_line(list.origin);
    out_.append(tuple ? (list.items.size() == 1 ? ",)" : ")") : "]", list.origin);
    return {};
  }

  Result<void> write_key(const Value& key, Origin origin, int depth) {
    if (json_ == nullptr || key.string() != nullptr) return write(key, origin, depth);
    TRY_ASSIGN(const std::string text, scalar_text(key));
    out_.append("\"" + text + "\"", origin);
    return {};
  }

  Result<void> write_dict(const Dict& dict, int depth) {
    auto items = dict.items;
    if (json_ != nullptr && json_->order == JsonStyle::Order::kSorted) {
      heap_.charge(items.size() * 8);
      std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
        return a.first.string() != nullptr && b.first.string() != nullptr &&
               a.first.string()->view() < b.first.string()->view();
      });
    }
    out_.append("{", dict.origin);
    ++level_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      separate(i, dict.origin);
      TRY(write_key(items[i].first, dict.origin, depth - 1));
      out_.append(json_ != nullptr && json_->key_separator ? *json_->key_separator : ": ",
                  dict.origin);
      TRY(write(items[i].second, dict.origin, depth - 1));
    }
    --level_;
    if (!items.empty()) new_line(dict.origin);
    out_.append("}", dict.origin);
    return {};
  }

  Heap& heap_;
  const JsonStyle* json_;  // null: repr
  TaggedString out_;
  int level_ = 0;
};

}  // namespace

Result<TaggedString> to_repr(Heap& heap, const Value& value) {
  ValueWriter writer(heap, nullptr);
  TRY(writer.write(value, kTemplateOrigin, kMaxNesting));
  return writer.take();
}

Result<TaggedString> to_text(Heap& heap, const Value& value) {
  if (const TaggedString* string = value.string()) return *string;
  if (value.undefined() != nullptr) return TaggedString();
  return to_repr(heap, value);
}

Result<TaggedString> to_json(Heap& heap, const Value& value, const JsonStyle& style) {
  ValueWriter writer(heap, &style);
  TRY(writer.write(value, kTemplateOrigin, kMaxNesting));
  return writer.take();
}

}  // namespace millrace::text::jinja
