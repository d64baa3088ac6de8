// What a registered storage must say of itself. Pure.
#pragma once
#include "base/result.h"
#include "resource/storage.h"

namespace millrace::domain {

// Do the fields fit the type?
Result<void> check_storage(const resource::Storage& storage);

// For what works on folders of the nodes only; a violation under `field` for other storages.
Result<void> require_folder(const resource::Storage& storage, const std::string& field);

}  // namespace millrace::domain
