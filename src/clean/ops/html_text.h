// The text of HTML: that of all text nodes of the body in their order, as browsers build the tree
// (head and body, tables that push text before them, raw text, references of characters), without
// building it: time and memory are linear in the text whatever its nesting. Parsers that build
// trees can be made to nest and to copy formatting elements until memory is gone.
#pragma once
#include <string_view>

#include "clean/operator.h"

namespace millrace::clean {

// kStrict: as the parser behind Data-Juicer, with its quirks: scripts and style sheets are text
// too, and nothing separates paragraphs. kSane: neither of both.
void html_to_text(std::string_view html, Compat compat, Edits& out);

}  // namespace millrace::clean
