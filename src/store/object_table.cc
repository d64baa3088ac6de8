#include "store/object_table.h"

#include <fmt/core.h>

#include <map>

#include "base/mutex.h"
#include "store/changes.h"
#include "store/object_rows.h"

namespace millrace::store {
namespace {

// Columns written by insert and update, in one order for both: the fixed ones, then the indexed.
std::vector<SqlValue> document_values(const resource::Kind& kind, const resource::Object& o,
                                      std::span<const IndexedColumn> columns) {
  std::vector<SqlValue> values{o.workspace,
                               o.name,
                               o.owner,
                               o.owner_name,
                               o.version,
                               o.revision,
                               state_text(kind, o),
                               base::unix_ms(o.created_at),
                               base::unix_ms(o.updated_at),
                               labels_text(o),
                               spec_text(kind, o),
                               status_text(kind, o),
                               std::int64_t{kind.document_format}};
  for (const IndexedColumn& c : columns) values.push_back(column_value(c, o));
  return values;
}

constexpr std::string_view kWritten[] = {
    "workspace",  "name",       "owner",  "owner_name", "version", "revision", "state",
    "created_at", "updated_at", "labels", "spec",       "status",  "format"};

// Whether users' fields and whether the server's differ.
struct Difference {
  bool spec = false;
  bool status = false;
};
Difference difference(const resource::Kind& kind, const resource::Object& a,
                      const resource::Object& b) {
  Difference d;
  d.spec = a.name != b.name || a.labels != b.labels || spec_text(kind, a) != spec_text(kind, b);
  d.status = a.workspace != b.workspace || a.owner != b.owner || a.owner_name != b.owner_name ||
             status_text(kind, a) != status_text(kind, b) ||
             state_text(kind, a) != state_text(kind, b);
  return d;
}

Result<void> check_expected(const resource::Kind& kind, const resource::Object& current,
                            const Expected& expected) {
  if (expected.version && *expected.version != current.version)
    return fail(
        ErrorCode::kConflict,
        fmt::format("the {} was changed meanwhile: it has version {}, not {}; read it again",
                    kind.name, current.version, *expected.version));
  if (expected.revision && *expected.revision != current.revision)
    return fail(
        ErrorCode::kConflict,
        fmt::format("the {} was changed meanwhile: it has revision {}, not {}; read it again",
                    kind.name, current.revision, *expected.revision));
  return {};
}

}  // namespace

const ObjectTable& ObjectTable::of(const resource::Kind& kind) {
  static base::Mutex mutex;
  static std::map<const resource::Kind*, std::unique_ptr<const ObjectTable>> tables;
  base::MutexLock lock(mutex);
  auto& table = tables[&kind];
  if (!table) table.reset(new ObjectTable(kind));
  return *table;
}

ObjectTable::ObjectTable(const resource::Kind& kind)
    : kind_(kind), columns_(indexed_columns(kind)), table_(quoted(kind.table_name)) {
  std::string names = "id", marks = "?", sets;
  const auto add = [&](std::string_view column) {
    names += ", " + quoted(column);
    marks += ", ?";
    sets += (sets.empty() ? "" : ", ") + quoted(column) + " = ?";
  };
  for (const auto column : kWritten) add(column);
  for (const IndexedColumn& c : columns_) add(c.field->name);
  insert_sql_ = fmt::format("INSERT INTO {} ({}) VALUES ({})", table_, names, marks);
  update_sql_ = fmt::format("UPDATE {} SET {} WHERE id = ? AND deleted_at IS NULL", table_, sets);
}

std::string ObjectTable::not_found_text(std::string_view what) const {
  return fmt::format("there is no {} \"{}\"", kind_.name, what);
}

// The database names a column; people are told the field and the value that is taken.
Error ObjectTable::explain(Error error, const Object& object) const {
  if (error.code != ErrorCode::kAlreadyExists) return error;
  const std::string column = error.violations.empty() ? "" : error.violations.front().field;
  if (column == "name") {
    Error e = fail(ErrorCode::kAlreadyExists,
                   fmt::format("a {} named \"{}\" exists already", kind_.name, object.name));
    e.violations.push_back({std::string(kind_.name_field), "is taken"});
    return e;
  }
  Error e = fail(ErrorCode::kAlreadyExists,
                 fmt::format("another {} has this {} already", kind_.name, column));
  e.violations.push_back({column, "is taken"});
  return e;
}

Result<void> ObjectTable::insert(Tx& tx, Object& object) const {
  if (object.id.empty()) object.id = tx.new_id();
  object.version = object.revision = 1;
  object.created_at = object.updated_at = tx.now();
  std::vector<SqlValue> values{object.id};
  for (auto& v : document_values(kind_, object, columns_)) values.push_back(std::move(v));
  auto inserted = tx.execute(insert_sql_, values);
  if (!inserted) return explain(std::move(inserted).error(), object);
  append_change(tx, kind_.name, object.id, object.workspace, ChangeOp::kCreated);
  return {};
}

Result<std::unique_ptr<resource::Object>> ObjectTable::one(ReadTx& tx, const std::string& condition,
                                                           std::vector<SqlValue> values,
                                                           const std::string& what) const {
  std::unique_ptr<Object> object;
  TRY(tx.query(fmt::format("SELECT {} FROM {} WHERE {}", kObjectColumns, table_, condition), values,
               [&](const Row& row) -> Result<void> {
                 TRY_ASSIGN(object, read_object(kind_, row));
                 return {};
               }));
  if (!object) return fail(ErrorCode::kNotFound, not_found_text(what));
  return object;
}

Result<std::unique_ptr<resource::Object>> ObjectTable::get(ReadTx& tx, const std::string& id,
                                                           Deleted deleted) const {
  return one(tx, deleted == Deleted::kInclude ? "id = ?" : "id = ? AND deleted_at IS NULL", {id},
             id);
}

std::pair<std::string, std::vector<SqlValue>> ObjectTable::in_place(const Place& place) const {
  std::string sql = "workspace = ? AND deleted_at IS NULL";
  std::vector<SqlValue> values{place.workspace};
  if (kind_.parent.kind != nullptr) {
    sql += " AND " + quoted(kind_.parent.field) + " = ?";
    values.emplace_back(place.parent);
  }
  return {std::move(sql), std::move(values)};
}

Result<std::unique_ptr<resource::Object>> ObjectTable::get_by_name(ReadTx& tx, const Place& place,
                                                                   const std::string& name) const {
  auto [sql, values] = in_place(place);
  values.emplace_back(name);
  return one(tx, sql + " AND name = ?", std::move(values), name);
}

Result<std::unique_ptr<resource::Object>> ObjectTable::find(ReadTx& tx, const Place& place,
                                                            const std::string& id_or_name,
                                                            const std::string& owner) const {
  auto [sql, values] = in_place(place);
  values.emplace_back(id_or_name);
  auto found = one(tx, sql + " AND id = ?", std::move(values), id_or_name);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  if (kind_.names_unique != resource::NamesUnique::kInScope) {
    auto [named, with] = in_place(place);
    with.insert(with.end(), {owner, id_or_name});
    return one(tx, named + " AND owner = ? AND name = ? ORDER BY id DESC LIMIT 1", std::move(with),
               id_or_name);
  }
  found = get_by_name(tx, place, id_or_name);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  if (kind_.presets == resource::Presets::kNone || place.workspace.empty()) return found;
  return find(tx, Place("", place.parent), id_or_name);
}

Result<void> ObjectTable::update(Tx& tx, Object& object) const {
  return update(tx, object, {.revision = object.revision});
}

Result<void> ObjectTable::update(Tx& tx, Object& object, Expected expected) const {
  TRY_ASSIGN(const auto current, get(tx, object.id));
  TRY(check_expected(kind_, *current, expected));
  const Difference changed = difference(kind_, *current, object);
  object.version = current->version + (changed.spec ? 1 : 0);
  object.revision = current->revision;
  object.created_at = current->created_at;
  object.updated_at = current->updated_at;
  if (!changed.spec && !changed.status) return {};
  ++object.revision;
  object.updated_at = tx.now();
  std::vector<SqlValue> values = document_values(kind_, object, columns_);
  values.emplace_back(object.id);
  auto updated = tx.execute(update_sql_, values);
  if (!updated) return explain(std::move(updated).error(), object);
  append_change(tx, kind_.name, object.id, object.workspace, ChangeOp::kUpdated);
  return {};
}

Result<void> ObjectTable::remove(Tx& tx, const std::string& id, Expected expected) const {
  TRY_ASSIGN(const auto current, get(tx, id));
  TRY(check_expected(kind_, *current, expected));
  TRY(tx.execute(
      fmt::format(
          "UPDATE {} SET deleted_at = ?, updated_at = ?, revision = revision + 1 WHERE id = ?",
          table_),
      {base::unix_ms(tx.now()), base::unix_ms(tx.now()), id}));
  append_change(tx, kind_.name, id, current->workspace, ChangeOp::kDeleted);
  return {};
}

Result<std::int64_t> ObjectTable::purge(Tx& tx, base::Time before, int limit) const {
  return tx.execute(fmt::format("DELETE FROM {0} WHERE id IN (SELECT id FROM {0} WHERE deleted_at "
                                "< ? ORDER BY id LIMIT ?)",
                                table_),
                    {base::unix_ms(before), std::int64_t{limit}});
}

}  // namespace millrace::store
