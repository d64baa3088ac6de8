#include "engine/commands.h"

namespace millrace::engine {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      tune_command(),   convert_command(), tokenizer_command(),  tokenize_command(),
      render_command(), logits_command(),  perplexity_command(), generate_command()};
  return all;
}

}  // namespace millrace::engine
