// Where this program's files are: the shim, the engines and the console lie beside it. Functions.
#pragma once
#include <string>

#include "settings/load.h"

namespace millrace::server {

std::string program_folder();
std::string shim_program(const settings::Loaded& loaded);
// Folder of the models that come with the installation; "" where there are none.
std::string preset_models(const settings::Loaded& loaded);
// The engines' program; kUnavailable where it is not installed.
Result<std::string> engine_program();
std::string own_program();  // of this process
// The console's files; "" where there are none. What the settings name must be there.
Result<std::string> console_folder(const settings::Loaded& loaded);

}  // namespace millrace::server
