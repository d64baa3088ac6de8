// The rows of any one kind of resource, without its C++ type: what Table<T> and generic code stand
// on. Every mutation appends its change in the same transaction. Constant once made; thread-safe.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "resource/object.h"
#include "store/object_sql.h"
#include "store/tx.h"

namespace millrace::store {

struct ListQuery {
  std::optional<std::vector<std::string>>
      workspaces{};                            // ids; nullopt: all (global kinds take no notice)
  std::vector<describe::FilterTerm> filter{};  // as describe::parse_filter made them
  std::vector<describe::SortKey>
      order{};  // empty: newest first. created_at sorts by id, which is the same
  // Only rows of this owner or with one of these ids, for people who may not see the others'. Empty
  // names nobody: the server's own rows, which have no owner, are not shown by it.
  struct Visible {
    std::string owner;
    std::vector<std::string> ids;
  };
  std::optional<Visible> visible{};
  // Rows that are shown beside those, wherever they live; the filter holds of them, too.
  std::vector<std::string> also{};
  int page_size = 50;
  std::string page_token{};
};

struct ListTotal {
  std::int64_t count = 0;
  enum class Precision { kExact, kAtLeast } precision = Precision::kExact;
};
inline constexpr std::int64_t kExactTotal = 10'000;  // counted no further

struct ObjectPage {
  std::vector<std::unique_ptr<resource::Object>> items;
  std::string next_page_token;  // empty on the last page
  ListTotal total;
};

// What the caller last saw; a field that is set and differs makes kConflict.
struct Expected {
  std::optional<std::int64_t> version{};
  std::optional<std::int64_t> revision{};
};

enum class Deleted { kExclude, kInclude };

// Where names are looked up.
struct Place {
  Place(std::string workspace_id, std::string parent_id = {})
      : workspace(std::move(workspace_id)), parent(std::move(parent_id)) {}
  Place(const char* workspace_id) : workspace(workspace_id) {}
  std::string workspace;  // id; "" for global kinds
  std::string parent;     // id, for child kinds
};

class ObjectTable {
 public:
  using Object = resource::Object;
  static const ObjectTable& of(const resource::Kind& kind);  // made once per kind

  const resource::Kind& kind() const { return kind_; }

  // Sets id (unless it has one), version, revision and times. kAlreadyExists names the field that
  // is taken.
  Result<void> insert(Tx& tx, Object& object) const;
  Result<std::unique_ptr<Object>> get(ReadTx& tx, const std::string& id,
                                      Deleted deleted = Deleted::kExclude) const;
  Result<std::unique_ptr<Object>> get_by_name(ReadTx& tx, const Place& place,
                                              const std::string& name) const;
  // As paths name objects: an id wins over a name, an object of the workspace over a preset one.
  // Where each owner has names of their own, a name means `owner`'s.
  Result<std::unique_ptr<Object>> find(ReadTx& tx, const Place& place,
                                       const std::string& id_or_name,
                                       const std::string& owner = {}) const;
  Result<ObjectPage> list(ReadTx& tx, const ListQuery& query) const;
  // All of them, in the query's order, without pages.
  Result<std::vector<std::unique_ptr<Object>>> all(ReadTx& tx, const ListQuery& query) const;
  Result<ListTotal> count(ReadTx& tx, const ListQuery& query) const;
  // Writes what changed: revision always, version if users' fields did; nothing at all when equal.
  // The object's revision must be the stored one (so what was read earlier cannot overwrite what
  // came since) unless `expected` says otherwise.
  Result<void> update(Tx& tx, Object& object) const;
  Result<void> update(Tx& tx, Object& object, Expected expected) const;
  // The row stays, for watches and history; the name is free again.
  Result<void> remove(Tx& tx, const std::string& id, Expected expected = {}) const;
  // Forgets rows deleted before `before`, at most `limit`.
  Result<std::int64_t> purge(Tx& tx, base::Time before, int limit = 1'000) const;

 private:
  explicit ObjectTable(const resource::Kind& kind);
  struct Sort {
    std::string expression;
    std::string field;
    ValueKind kind;
    describe::SortKey::Direction direction;
  };
  struct Where {
    std::string sql;
    std::vector<SqlValue> values;
  };
  // Condition and values for rows of the place.
  std::pair<std::string, std::vector<SqlValue>> in_place(const Place& place) const;
  Result<std::string> column_of(const std::string& field) const;
  Result<Where> where(ReadTx& tx, const ListQuery& query) const;
  Result<std::vector<Sort>> sorting(const ListQuery& query) const;
  Result<void> add_term(ReadTx& tx, const describe::FilterTerm& term, Where& out) const;
  Result<std::unique_ptr<Object>> one(ReadTx& tx, const std::string& condition,
                                      std::vector<SqlValue> values, const std::string& what) const;
  Error explain(Error error, const Object& object) const;
  Result<ListTotal> total(ReadTx& tx, const Where& where) const;
  std::string not_found_text(std::string_view what) const;

  const resource::Kind& kind_;
  std::vector<IndexedColumn> columns_;
  std::string table_;  // quoted
  std::string insert_sql_, update_sql_;
};

}  // namespace millrace::store
