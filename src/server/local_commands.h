// What `millrace doctor|backup|restore` do on the server's own machine, beside a running server or
// without one.
#pragma once
#include <vector>

#include "doctor/doctor.h"
#include "settings/load.h"

namespace millrace::server {

Result<std::vector<doctor::Check>> run_doctor(const settings::Loaded& loaded);
Result<void> run_backup(const settings::Loaded& loaded, const std::string& file);
// Into the configured database, which must be empty.
Result<void> run_restore(const settings::Loaded& loaded, const std::string& file);

}  // namespace millrace::server
