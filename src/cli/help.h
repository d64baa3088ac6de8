// Texts made from the table of commands. Pure.
#pragma once
#include <string>

#include "cli/command.h"

namespace millrace::cli {

std::string overview();
std::string help_of(const Command& command);
std::string version_line();
std::string bash_completion();

}  // namespace millrace::cli
