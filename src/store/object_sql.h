// How the rows of a kind look in the database: one table per kind with the fixed columns, the
// documents `spec` and `status`, and a column for each indexed field. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "resource/object.h"
#include "store/tx.h"

namespace millrace::store {

using ValueKind = describe::FilterField::Kind;

struct IndexedColumn {
  const describe::Field* field;
  ValueKind kind;
};
// Indexed fields that are no fixed column already (`state` is).
std::vector<IndexedColumn> indexed_columns(const resource::Kind& kind);

// The statements that make the kind's table and its indexes, for a migration: newcomers paste what
// the test of the schema prints.
std::string create_table_sql(const resource::Kind& kind);
// The statement that adds one column later.
std::string add_column_sql(const resource::Kind& kind, const IndexedColumn& column);

// Of one object, for its column: null, integer (booleans and times too), number or text.
SqlValue column_value(const IndexedColumn& column, const resource::Object& object);
SqlValue sql_value(const json::Value& value);

std::string quoted(std::string_view identifier);

}  // namespace millrace::store
