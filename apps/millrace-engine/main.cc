// millrace-engine: trains, runs, evaluates and compresses models. Wiring only.
#include <string>
#include <vector>

#include "engine/command.h"

int main(int argc, char** argv) {
  return millrace::engine::run(std::vector<std::string>(argv + 1, argv + argc),
                               millrace::engine::system_console());
}
