#include "engine/commands.h"

namespace millrace::engine {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {render_command(), tokenize_command(),
                                           tune_command()};
  return all;
}

}  // namespace millrace::engine
