#include "store/object_sql.h"

#include <fmt/core.h>

#include <algorithm>

#include "json/writer.h"

namespace millrace::store {
namespace {

constexpr std::string_view kFixed[] = {"id",         "workspace",  "name",       "owner",
                                       "owner_name", "version",    "revision",   "state",
                                       "created_at", "updated_at", "deleted_at", "labels",
                                       "spec",       "status",     "format"};

std::string_view sql_type(ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return "{{text}}";
    case ValueKind::kNumber:
      return "DOUBLE PRECISION";
    case ValueKind::kInteger:
    case ValueKind::kBool:
    case ValueKind::kTime:
      return "{{int}}";
  }
  return "{{text}}";
}

std::string index_sql(const resource::Kind& kind, std::string_view column, Index index) {
  const bool unique = index == Index::kUnique;
  return fmt::format("CREATE {}INDEX {}_{} ON {} ({}{}) WHERE deleted_at IS NULL;\n",
                     unique ? "UNIQUE " : "", kind.table_name, column, quoted(kind.table_name),
                     unique ? "workspace, " + quoted(column) : quoted(column),
                     unique ? "" : ", workspace, id");
}

}  // namespace

std::string quoted(std::string_view identifier) {
  return fmt::format("\"{}\"", identifier);
}

std::vector<IndexedColumn> indexed_columns(const resource::Kind& kind) {
  const auto known = resource::filter_fields(kind);
  std::vector<IndexedColumn> columns;
  for (const describe::Field* field : resource::indexed_fields(kind)) {
    if (std::ranges::find(kFixed, field->name) != std::end(kFixed)) continue;
    const auto found = std::ranges::find(known, field->name, &describe::FilterField::name);
    columns.push_back({field, found == known.end() ? ValueKind::kText : found->kind});
  }
  return columns;
}

std::string create_table_sql(const resource::Kind& kind) {
  std::string sql = fmt::format(
      "CREATE TABLE {} (\n"
      "  id {{{{text}}}} PRIMARY KEY,\n"
      "  workspace {{{{text}}}} NOT NULL,\n"
      "  name {{{{text}}}} NOT NULL,\n"
      "  owner {{{{text}}}} NOT NULL,\n"
      "  owner_name {{{{text}}}} NOT NULL,\n"
      "  version {{{{int}}}} NOT NULL,\n"
      "  revision {{{{int}}}} NOT NULL,\n"
      "  state {{{{text}}}} NOT NULL,\n"
      "  created_at {{{{int}}}} NOT NULL,\n"
      "  updated_at {{{{int}}}} NOT NULL,\n"
      "  deleted_at {{{{int}}}},\n"
      "  labels {{{{text}}}} NOT NULL,\n"
      "  spec {{{{text}}}} NOT NULL,\n"
      "  status {{{{text}}}} NOT NULL,\n"
      "  format {{{{int}}}} NOT NULL",
      quoted(kind.table_name));
  for (const IndexedColumn& c : indexed_columns(kind))
    sql += fmt::format(",\n  {} {}", quoted(c.field->name), sql_type(c.kind));
  sql += "\n);\n";
  std::string within = "workspace";
  if (kind.parent.kind != nullptr) within += ", " + quoted(kind.parent.field);
  if (kind.names_unique != resource::NamesUnique::kInScope) within += ", owner";
  const auto unique = kind.names_unique == resource::NamesUnique::kNowhere ? "" : "UNIQUE ";
  sql += fmt::format("CREATE {3}INDEX {0}_name ON {1} ({2}, name) WHERE deleted_at IS NULL;\n",
                     kind.table_name, quoted(kind.table_name), within, unique);
  // The name and deleted_at are in it so that a search for a part of the name reads no row.
  sql += fmt::format(
      "CREATE INDEX {0}_list ON {1} (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;\n",
      kind.table_name, quoted(kind.table_name));
  if (kind.scope == resource::Scope::kWorkspace) sql += index_sql(kind, "owner", Index::kFilter);
  if (kind.state != nullptr) sql += index_sql(kind, "state", Index::kFilter);
  for (const IndexedColumn& c : indexed_columns(kind))
    sql += index_sql(kind, c.field->name, c.field->index);
  return sql;
}

std::string add_column_sql(const resource::Kind& kind, const IndexedColumn& column) {
  return fmt::format("ALTER TABLE {} ADD COLUMN {} {};\n", quoted(kind.table_name),
                     quoted(column.field->name), sql_type(column.kind)) +
         index_sql(kind, column.field->name, column.field->index);
}

SqlValue sql_value(const json::Value& value) {
  if (value.is_null()) return {};
  if (const auto* i = value.as_int()) return *i;
  if (const auto* d = value.as_double()) return *d;
  if (const auto* b = value.as_bool()) return std::int64_t{*b};
  if (const auto* s = value.as_string()) return *s;
  return json::dump(value);
}

SqlValue column_value(const IndexedColumn& column, const resource::Object& object) {
  json::Writer out;
  column.field->ops->encode(column.field->get(static_cast<const void*>(&object)), out);
  auto value = json::parse(out.text());
  if (!value) return {};
  if (column.kind == ValueKind::kTime && value->as_string() != nullptr) {
    const auto time = base::parse_rfc3339(*value->as_string());
    return time ? SqlValue(base::unix_ms(*time)) : SqlValue();
  }
  if (column.kind == ValueKind::kNumber && value->as_int() != nullptr)
    return static_cast<double>(*value->as_int());
  return sql_value(*value);
}

}  // namespace millrace::store
