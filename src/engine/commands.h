// The subcommands, one function each that describes it. A newcomer adds a file in commands/, a line
// here and a line in commands.cc. Thread-safe.
#pragma once
#include "engine/command.h"

namespace millrace::engine {

Command convert_command();
Command generate_command();
Command logits_command();
Command perplexity_command();
Command render_command();
Command tokenize_command();
Command tokenizer_command();
Command tune_command();

}  // namespace millrace::engine
