#include "store/credentials.h"

namespace millrace::store {

Result<void> set_credential(Tx& tx, const std::string& user_id, const std::string& phc) {
  TRY(tx.execute(
      "INSERT INTO credential (user_id, phc, changed_at) VALUES (?, ?, ?) "
      "ON CONFLICT (user_id) DO UPDATE SET phc = excluded.phc, changed_at = excluded.changed_at",
      {user_id, phc, base::unix_ms(tx.now())}));
  return {};
}

Result<std::optional<Credential>> get_credential(ReadTx& tx, const std::string& user_id) {
  std::optional<Credential> found;
  TRY(tx.query("SELECT phc, changed_at FROM credential WHERE user_id = ?", {user_id},
               [&](const Row& row) -> Result<void> {
                 found = {row.text(0), base::from_unix_ms(row.integer(1))};
                 return {};
               }));
  return found;
}

Result<void> remove_credential(Tx& tx, const std::string& user_id) {
  TRY(tx.execute("DELETE FROM credential WHERE user_id = ?", {user_id}));
  return {};
}

}  // namespace millrace::store
