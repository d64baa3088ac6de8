// ObjectTable's lists: filters and sorting from the white list, keyset pages, bounded totals.
#include <fmt/core.h>

#include <algorithm>

#include "store/object_rows.h"
#include "store/object_table.h"
#include "store/page_token.h"

namespace millrace::store {
namespace {

using Direction = describe::SortKey::Direction;
using describe::FilterOp;

constexpr int kLargestPage = 1'000;

std::string_view sql_operator(FilterOp op) {
  switch (op) {
    case FilterOp::kEqual:
      return "=";
    case FilterOp::kNotEqual:
      return "<>";
    case FilterOp::kLess:
      return "<";
    case FilterOp::kLessEqual:
      return "<=";
    case FilterOp::kGreater:
      return ">";
    case FilterOp::kGreaterEqual:
      return ">=";
    case FilterOp::kHas:
      return "";
  }
  return "=";
}

// Rows without a value sort first in both databases.
std::string null_first(const std::string& column, ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return fmt::format("COALESCE({}, '')", column);
    case ValueKind::kNumber:
      return fmt::format("COALESCE({}, -1e300)", column);
    default:
      return fmt::format("COALESCE({}, -9223372036854775807)", column);
  }
}

std::string in_list(std::string_view column, const std::vector<std::string>& items,
                    std::vector<SqlValue>& values) {
  if (items.empty()) return "1 = 0";
  std::string marks;
  for (const auto& item : items) {
    marks += marks.empty() ? "?" : ", ?";
    values.emplace_back(item);
  }
  return items.size() == 1 ? fmt::format("{} = ?", column)
                           : fmt::format("{} IN ({})", column, marks);
}

// The LIKE pattern of what has `part` in it, whatever the case of its letters.
std::string anywhere(std::string_view part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

// Tells two queries apart for page tokens.
std::string fingerprint(const resource::Kind& kind, const ListQuery& q) {
  json::Writer out;
  out.begin_array().string(kind.name);
  if (q.workspaces)
    for (const auto& w : *q.workspaces) out.string(w);
  for (const auto& t : q.filter) out.string(t.field).integer(static_cast<int>(t.op)).value(t.value);
  out.string("order");
  for (const auto& k : q.order) out.string(k.field).integer(static_cast<int>(k.direction));
  out.string(q.visible ? "visible " + q.visible->owner : "all");
  out.end_array();
  return std::move(out).text();
}

bool fits(const SqlValue& value, ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return std::holds_alternative<std::string>(value);
    case ValueKind::kNumber:
      return std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
    default:
      return std::holds_alternative<std::int64_t>(value);
  }
}

SqlValue key_of(const Row& row, int column, ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return row.text(column);
    case ValueKind::kNumber:
      return row.number(column);
    default:
      return row.integer(column);
  }
}

}  // namespace

Result<std::string> ObjectTable::column_of(const std::string& field) const {
  for (const auto& known : resource::filter_fields(kind_))
    if (known.name == field) return quoted(field);
  return base::invalid_field(
      "filter", fmt::format("\"{}\" is not a field that lists of {} know", field, kind_.plural));
}

Result<void> ObjectTable::add_term(ReadTx& tx, const describe::FilterTerm& term, Where& out) const {
  TRY_ASSIGN(const std::string column, column_of(term.field));
  if (term.op == FilterOp::kHas) {
    const std::string_view like = tx.dialect() == Dialect::kSqlite ? "LIKE" : "ILIKE";
    out.sql += fmt::format(" AND {} {} ? ESCAPE '!'", column, like);
    const std::string* part = term.value.as_string();
    out.values.emplace_back(anywhere(part != nullptr ? *part : json::dump(term.value)));
    return {};
  }
  if (term.op == FilterOp::kNotEqual) {
    out.sql += fmt::format(" AND ({0} IS NULL OR {0} <> ?)", column);
  } else {
    out.sql += fmt::format(" AND {} {} ?", column, sql_operator(term.op));
  }
  out.values.push_back(sql_value(term.value));
  return {};
}

Result<ObjectTable::Where> ObjectTable::where(ReadTx& tx, const ListQuery& query) const {
  Where out;
  out.sql = "deleted_at IS NULL";
  if (kind_.scope == resource::Scope::kGlobal) {
    out.sql += " AND workspace = ?";  // lets the lists' indexes serve global kinds too
    out.values.emplace_back(std::string());
  } else if (query.workspaces) {
    out.sql += " AND " + in_list("workspace", *query.workspaces, out.values);
  }
  if (query.visible) {
    const ListQuery::Visible& only = *query.visible;
    if (!only.owner.empty()) out.values.emplace_back(only.owner);
    const std::string_view presets =
        kind_.presets == resource::Presets::kReadable ? " OR workspace = ''" : "";
    // Without an OR the owner's index is walked.
    if (only.owner.empty())
      out.sql += fmt::format(
          " AND ({}{})", only.ids.empty() ? "1 = 0" : in_list("id", only.ids, out.values), presets);
    else if (only.ids.empty() && presets.empty())
      out.sql += " AND owner = ?";
    else
      out.sql +=
          fmt::format(" AND (owner = ? OR {}{})", in_list("id", only.ids, out.values), presets);
  }
  if (!query.also.empty())
    out.sql = fmt::format("deleted_at IS NULL AND (({}) OR {})", out.sql,
                          in_list("id", query.also, out.values));
  for (const auto& term : query.filter) TRY(add_term(tx, term, out));
  return out;
}

Result<std::vector<ObjectTable::Sort>> ObjectTable::sorting(const ListQuery& query) const {
  std::vector<Sort> sorts;
  const auto known = resource::filter_fields(kind_);
  for (const auto& key : query.order) {
    // Ids begin with the time of creation.
    const std::string field = key.field == "created_at" ? "id" : key.field;
    const auto found = std::ranges::find(known, field, &describe::FilterField::name);
    if (found == known.end())
      return base::invalid_field("order_by", fmt::format("\"{}\" cannot be sorted by", key.field));
    const bool indexed = std::ranges::any_of(
        columns_, [&](const IndexedColumn& c) { return c.field->name == field; });
    sorts.push_back({indexed ? null_first(quoted(field), found->kind) : quoted(field), field,
                     found->kind, key.direction});
    if (field == "id") return sorts;
  }
  const Direction last = sorts.empty() ? Direction::kDescending : sorts.back().direction;
  sorts.push_back({"id", "id", ValueKind::kText, last});
  return sorts;
}

Result<ListTotal> ObjectTable::total(ReadTx& tx, const Where& where) const {
  ListTotal total;
  std::vector<SqlValue> values = where.values;
  values.emplace_back(kExactTotal + 1);
  TRY(tx.query(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT ?) AS counted",
                           table_, where.sql),
               values, [&](const Row& row) -> Result<void> {
                 total.count = row.integer(0);
                 return {};
               }));
  if (total.count > kExactTotal) total = {kExactTotal, ListTotal::Precision::kAtLeast};
  return total;
}

Result<ListTotal> ObjectTable::count(ReadTx& tx, const ListQuery& query) const {
  TRY_ASSIGN(const Where filter, where(tx, query));
  return total(tx, filter);
}

namespace {

// Rows after the keys: (a > ?) OR (a = ? AND b > ?) …; one key needs no OR, so that its index is
// walked.
template <class Sorts>
std::string after_keys(const Sorts& sorts, const std::vector<SqlValue>& keys,
                       std::vector<SqlValue>& values) {
  std::string sql;
  for (std::size_t i = 0; i < sorts.size(); ++i) {
    std::string part;
    for (std::size_t j = 0; j < i; ++j) {
      part += fmt::format("{} = ? AND ", sorts[j].expression);
      values.push_back(keys[j]);
    }
    part += fmt::format("{} {} ?", sorts[i].expression,
                        sorts[i].direction == Direction::kAscending ? ">" : "<");
    values.push_back(keys[i]);
    sql += (sql.empty() ? "(" : ") OR (") + part;
  }
  return sql + ")";
}

template <class Sorts>
std::string order_by(const Sorts& sorts) {
  std::string sql;
  for (const auto& s : sorts)
    sql += fmt::format("{}{} {}", sql.empty() ? "" : ", ", s.expression,
                       s.direction == Direction::kAscending ? "ASC" : "DESC");
  return sql;
}

}  // namespace

Result<ObjectPage> ObjectTable::list(ReadTx& tx, const ListQuery& query) const {
  TRY_ASSIGN(Where filter, where(tx, query));
  TRY_ASSIGN(const auto sorts, sorting(query));
  ObjectPage page;
  const Where counted = filter;
  const std::string bound_to = fingerprint(kind_, query);
  if (!query.page_token.empty()) {
    TRY_ASSIGN(const auto keys, decode_page_token(bound_to, query.page_token, sorts.size()));
    for (std::size_t i = 0; i < sorts.size(); ++i)
      if (!fits(keys[i], sorts[i].kind))
        return base::invalid_field("page_token", "is not a token this server gave");
    filter.sql += fmt::format(" AND ({})", after_keys(sorts, keys, filter.values));
  }
  const int size = std::clamp(query.page_size, 1, kLargestPage);
  std::string columns(kObjectColumns);
  int key_column = static_cast<int>(std::ranges::count(kObjectColumns, ',')) + 1;
  for (const Sort& s : sorts) columns += ", " + s.expression;
  filter.values.emplace_back(std::int64_t{size} + 1);
  std::vector<SqlValue> last;
  const std::string sql = fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT ?", columns,
                                      table_, filter.sql, order_by(sorts));
  TRY(tx.query(sql, filter.values, [&](const Row& row) -> Result<void> {
    if (page.items.size() == static_cast<std::size_t>(size)) {  // one more: there is another page
      page.next_page_token = encode_page_token(bound_to, last);
      return {};
    }
    TRY_ASSIGN(auto object, read_object(kind_, row));
    page.items.push_back(std::move(object));
    last.clear();
    for (std::size_t i = 0; i < sorts.size(); ++i)
      last.push_back(key_of(row, key_column + static_cast<int>(i), sorts[i].kind));
    return {};
  }));
  // What is whole on the first page needs no counting: a filter that finds little reads all rows.
  if (query.page_token.empty() && page.next_page_token.empty()) {
    page.total.count = static_cast<std::int64_t>(page.items.size());
  } else {
    TRY_ASSIGN(page.total, total(tx, counted));
  }
  return page;
}

Result<std::vector<std::unique_ptr<resource::Object>>> ObjectTable::all(
    ReadTx& tx, const ListQuery& query) const {
  TRY_ASSIGN(const Where filter, where(tx, query));
  TRY_ASSIGN(const auto sorts, sorting(query));
  std::vector<std::unique_ptr<Object>> objects;
  TRY(tx.query(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}", kObjectColumns, table_,
                           filter.sql, order_by(sorts)),
               filter.values, [&](const Row& row) -> Result<void> {
                 TRY_ASSIGN(auto object, read_object(kind_, row));
                 objects.push_back(std::move(object));
                 return {};
               }));
  return objects;
}

}  // namespace millrace::store
