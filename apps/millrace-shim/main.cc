// millrace-shim: holds one instance of a run, beyond the life of the server. Wiring only.
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "shim/inside.h"
#include "shim/outer.h"
#include "shim/sandbox.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string mode = words.empty() ? "" : words[0];
  namespace shim = millrace::shim;
  if (mode == "start" && words.size() == 2)
    return shim::start_outer(words[1], millrace::io::system_files(),
                             millrace::base::system_clock());
  if (mode == "enter") return shim::enter({words.begin() + 1, words.end()});
  if (mode == "inside") return shim::run_inside();
  millrace::log_error("shim", "started by the server only: millrace-shim start FOLDER");
  return 2;
}
