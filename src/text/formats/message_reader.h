// Messages of all the ways in which files write them, as OpenAI writes them: {"role", "content",
// "reasoning_content", "tool_calls", …}; the arguments of tool calls become objects, which is what
// chat templates expect. Pure functions over the fields of a row.
#pragma once
#include "json/value.h"
#include "text/formats/row_fields.h"

namespace millrace::text {

json::Object message(std::string_view role, std::string_view content);
// A list of {"role", "content"} or {"from", "value"}; `field` names it in errors.
json::Array read_messages(RowFields& fields, std::string_view field, const json::Value& list);
json::Object read_message(RowFields& fields, const std::string& field, const json::Value& item);
// A list of tools, or the same as JSON in a string.
json::Array read_tools(RowFields& fields);
// Says what is wrong if nothing is the assistant's.
void require_answer(RowFields& fields, std::string_view field, const json::Array& messages);

}  // namespace millrace::text
