// Every registered kind has its table, with all its columns and indexes.
#include <set>

#include "resource/object.h"
#include "store/migrate.h"
#include "store/object_sql.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

class Schema : public StoreTest {
 protected:
  std::set<std::string> names(const std::string& sql) {
    std::set<std::string> found;
    read([&](ReadTx& tx) {
      return tx.query(sql, {}, [&](const Row& row) -> Result<void> {
        found.insert(row.text(0));
        return {};
      });
    });
    return found;
  }
};

TEST_F(Schema, EveryKindHasItsTableAndColumns) {
  std::string missing;
  for (const resource::Kind* kind : resource::all_kinds()) {
    const std::string table(kind->table_name);
    const auto columns =
        names(test_postgres() ? "SELECT CAST(column_name AS TEXT) FROM information_schema.columns "
                                "WHERE table_name = '" +
                                    table + "'"
                              : "SELECT name FROM pragma_table_info('" + table + "')");
    if (columns.empty()) {
      missing += create_table_sql(*kind) + "\n";
      continue;
    }
    for (const auto& column : indexed_columns(*kind))
      if (!columns.contains(std::string(column.field->name)))
        missing += add_column_sql(*kind, column);
  }
  EXPECT_EQ(missing, "") << "The database lacks what the resources register. Put this into a new "
                            "file of src/store/migrations "
                            "and list it in src/store/CMakeLists.txt:\n\n"
                         << missing;
}

TEST_F(Schema, EveryFixedTableAndIndexNamedByTheGeneratorExists) {
  const auto indexes =
      names(test_postgres() ? "SELECT CAST(indexname AS TEXT) FROM pg_indexes"
                            : "SELECT name FROM sqlite_master WHERE type = 'index'");
  for (const resource::Kind* kind : resource::all_kinds()) {
    const std::string table(kind->table_name);
    EXPECT_TRUE(indexes.contains(table + "_name")) << table;
    EXPECT_TRUE(indexes.contains(table + "_list")) << table;
    for (const auto& column : indexed_columns(*kind))
      EXPECT_TRUE(indexes.contains(table + "_" + std::string(column.field->name)))
          << table << " " << column.field->name;
  }
}

TEST(Migrations, AreNumberedWithoutGaps) {
  int expected = 1;
  for (const Migration& m : all_migrations()) {
    EXPECT_EQ(m.number, expected++) << m.name;
    EXPECT_EQ(m.name.size() > 5 && m.name[4] == '_', true) << m.name;
  }
}

TEST_F(Schema, ADatabaseOfANewerProgramIsRefusedWithWords) {
  write([](Tx& tx) -> Result<void> {
    TRY(
        tx.execute("INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES "
                   "(9999, '9999_future', 'x', 0)",
                   {}));
    return {};
  });
  store_.reset();
  const auto store = Store::open({.database = database()}, clock_);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("newer Millrace"), std::string::npos)
      << store.error().message;
  EXPECT_NE(store.error().message.find("9999_future"), std::string::npos);
}

TEST_F(Schema, AnEditedMigrationIsRefused) {
  write([](Tx& tx) -> Result<void> {
    TRY(tx.execute("UPDATE schema_migration SET checksum = 'other' WHERE number = 1", {}));
    return {};
  });
  store_.reset();
  const auto store = Store::open({.database = database()}, clock_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace millrace::store
