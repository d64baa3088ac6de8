#include "store/settings.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::store {

Result<std::optional<std::string>> get_setting(ReadTx& tx, std::string_view name) {
  std::optional<std::string> value;
  TRY(tx.query("SELECT value FROM setting WHERE name = ?", {std::string(name)},
               [&](const Row& row) -> Result<void> {
                 value = row.text(0);
                 return {};
               }));
  return value;
}

Result<void> set_setting(Tx& tx, std::string_view name, std::string_view value) {
  TRY(
      tx.execute("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET "
                 "value = excluded.value",
                 {std::string(name), std::string(value)}));
  return {};
}

Result<std::int64_t> get_integer_setting(ReadTx& tx, std::string_view name, std::int64_t other) {
  TRY_ASSIGN(const auto text, get_setting(tx, name));
  if (!text) return other;
  const auto value = base::parse_int(*text);
  if (!value)
    return fail(ErrorCode::kCorrupt,
                fmt::format("setting {} is \"{}\", not an integer", name, *text));
  return *value;
}

}  // namespace millrace::store
