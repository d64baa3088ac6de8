// Rows that say which of several answers is the better one. A pure function over the fields of a
// row.
#pragma once
#include "text/formats/example.h"
#include "text/formats/message_reader.h"

namespace millrace::text {

// chosen + rejected (texts, messages, or whole conversations), or PKU-SafeRLHF's prompt,
// response_0, response_1… with better_response_id.
void read_preference(RowFields& fields, Example& example);

}  // namespace millrace::text
