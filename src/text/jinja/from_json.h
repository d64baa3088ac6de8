// JSON → Value. Used by one thread.
#pragma once
#include "json/value.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

// Strings and containers get the origin.
Value from_json(Heap& heap, const json::Value& value, Origin origin);

}  // namespace millrace::text::jinja
