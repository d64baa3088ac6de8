// The names that every chat template may use: range, dict, namespace, cycler, joiner,
// raise_exception, strftime_now.
#pragma once

namespace millrace::text::jinja {

class Interpreter;
void define_globals(Interpreter& interpreter);

}  // namespace millrace::text::jinja
