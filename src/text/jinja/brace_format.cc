// str.format.
#include <fmt/core.h>

#include "base/strings.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/printf_format.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

class BraceFormatter {
 public:
  BraceFormatter(Interpreter& interpreter, const TaggedString& format, const Arguments& arguments)
      : in_(interpreter), format_(format), arguments_(arguments) {}

  Result<TaggedString> run() {
    const std::string_view text = format_.view();
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
      out_.append(format_.slice(at, brace));
      if (brace == text.size()) break;
      if (brace + 1 < text.size() && text[brace + 1] == text[brace]) {
        out_.append(format_.slice(brace, brace + 1));
        at = brace + 2;
        continue;
      }
      const std::size_t close = text.find('}', brace);
      if (text[brace] == '}' || close == std::string_view::npos)
        return fail(ErrorCode::kInvalid, "a brace of the format has no partner");
      TRY(field(text.substr(brace + 1, close - brace - 1)));
      at = close + 1;
    }
    return std::move(out_);
  }

 private:
  Result<void> field(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view name = text.substr(0, colon);
    char conversion = '\0';
    if (name.size() >= 2 && name[name.size() - 2] == '!') {
      conversion = name.back();
      name.remove_suffix(2);
    }
    TRY_ASSIGN(Value value, lookup(name));
    if (conversion != '\0') {
      TRY_ASSIGN(TaggedString converted,
                 conversion == 'r' ? to_repr(in_.heap(), value) : to_text(in_.heap(), value));
      value = in_.heap().string(std::move(converted));
    }
    TRY_ASSIGN(const TaggedString shown,
               format_value(in_.heap(), value, text.substr(std::min(colon + 1, text.size()))));
    TRY(in_.heap().room(out_.size() + shown.size()));
    in_.heap().charge(1 + shown.size() / 64);
    TRY(in_.heap().check());
    out_.append(shown);
    return {};
  }

  Result<Value> lookup(std::string_view name) {
    const std::size_t end = std::min(name.find_first_of(".["), name.size());
    const std::string_view first = name.substr(0, end);
    Value value;
    if (const auto index = base::parse_int(first); index || first.empty()) {
      const std::size_t i = index ? static_cast<std::size_t>(*index) : automatic_++;
      if (i >= arguments_.positional.size())
        return fail(ErrorCode::kInvalid, fmt::format("the format wants value number {}", i));
      value = arguments_.positional[i];
    } else {
      const Value* found = nullptr;
      for (const auto& [key, named] : arguments_.named)
        if (key == first) found = &named;
      if (found == nullptr)
        return fail(ErrorCode::kInvalid, fmt::format("the format wants '{}'", first));
      value = *found;
    }
    return descend(std::move(value), name.substr(end));
  }

  // .name and [key] behind the first name.
  Result<Value> descend(Value value, std::string_view path) {
    while (!path.empty()) {
      const bool bracket = path.front() == '[';
      std::size_t end = bracket ? path.find(']') : path.find_first_of(".[", 1);
      if (end == std::string_view::npos) end = path.size();
      const std::string_view key = path.substr(1, end - 1);
      if (!bracket) {
        TRY_ASSIGN(value, in_.attribute(value, key));
      } else if (const auto index = base::parse_int(key)) {
        TRY_ASSIGN(value, in_.item(value, Value(*index)));
      } else {
        TRY_ASSIGN(value, in_.item(value, in_.heap().string(std::string(key))));
      }
      path.remove_prefix(std::min(path.size(), end + (bracket ? 1 : 0)));
    }
    return value;
  }

  Interpreter& in_;
  const TaggedString& format_;
  const Arguments& arguments_;
  TaggedString out_;
  std::size_t automatic_ = 0;
};

}  // namespace

Result<TaggedString> brace_format(Interpreter& interpreter, const TaggedString& format,
                                  const Arguments& arguments) {
  return BraceFormatter(interpreter, format, arguments).run();
}

}  // namespace millrace::text::jinja
