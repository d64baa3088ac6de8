// "%s has %d" % values, as Python formats: %s %r %d %i %f %e %g %x %o %c %%, with width and
// precision. Used by one thread.
#pragma once
#include "base/result.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

// `values`: a tuple, a mapping for %(name)s, or the one value.
Result<TaggedString> printf_format(Heap& heap, const TaggedString& format, const Value& values);
// {} and {name:>8} of str.format.
Result<TaggedString> brace_format(Interpreter& interpreter, const TaggedString& format,
                                  const Arguments& arguments);
// One value by the mini-language behind the colon:
// [[fill]align][sign][0][width][,][.precision][type].
Result<TaggedString> format_value(Heap& heap, const Value& value, std::string_view specification);

}  // namespace millrace::text::jinja
