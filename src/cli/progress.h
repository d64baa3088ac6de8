// A line on the terminal that says how far long work is; silent where there is no terminal. One
// user.
#pragma once
#include <string>

#include "cli/context.h"

namespace millrace::cli {

class Progress {
 public:
  Progress(Context& context, std::string what);
  ~Progress();  // ends the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::uint64_t done, std::uint64_t total);

 private:
  Context& context_;
  const std::string what_;
  const bool visible_;
  bool drawn_ = false;
  base::Duration begun_, last_{-1};
};

}  // namespace millrace::cli
