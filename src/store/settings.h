// Small texts by name, for the program itself (not users' settings, which are a resource): "first
// start is done", "pruned up to". Functions on a transaction.
#pragma once
#include <optional>
#include <string>

#include "store/tx.h"

namespace millrace::store {

Result<std::optional<std::string>> get_setting(ReadTx& tx, std::string_view name);
Result<void> set_setting(Tx& tx, std::string_view name, std::string_view value);
Result<std::int64_t> get_integer_setting(ReadTx& tx, std::string_view name, std::int64_t other);

}  // namespace millrace::store
