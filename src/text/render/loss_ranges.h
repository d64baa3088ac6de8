// Which bytes of a rendered chat are the assistant's to learn: what {% generation %} surrounds
// where the template has it; else what comes from a field of an assistant's message, and the
// template's own text behind that through the first end of turn. Pure functions.
#pragma once
#include <string>
#include <vector>

#include "json/value.h"
#include "text/jinja/template.h"
#include "text/tokenizer/aligned_text.h"

namespace millrace::text {

struct TurnWords {
  std::vector<std::string> ends;  // the texts of the tokens that end a turn
  std::string header{};           // what add_generation_prompt writes; empty: unknown
};

// Ascending, without overlaps.
std::vector<Span> loss_ranges(const jinja::Rendered& rendered, const json::Array& messages,
                              const TurnWords& words);

// Ascending ranges of bytes that are not the template's own words; a usual role counts as one.
std::vector<Span> ranges_of_input(const jinja::Rendered& rendered);

}  // namespace millrace::text
