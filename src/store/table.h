// Table<T>: the rows of one resource, typed. Stateless and thread-safe; see ObjectTable for the
// meaning of each call.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "resource/object.h"
#include "store/object_table.h"

namespace millrace::store {

template <resource::Resource T>
struct Page {
  std::vector<T> items;
  std::string next_page_token;
  ListTotal total;
};

template <resource::Resource T>
class Table {
 public:
  Result<void> insert(Tx& tx, T& object) const { return rows().insert(tx, object); }
  Result<T> get(ReadTx& tx, const std::string& id, Deleted deleted = Deleted::kExclude) const {
    return typed(rows().get(tx, id, deleted));
  }
  Result<T> get_by_name(ReadTx& tx, const Place& place, const std::string& name) const {
    return typed(rows().get_by_name(tx, place, name));
  }
  Result<T> find(ReadTx& tx, const Place& place, const std::string& id_or_name,
                 const std::string& owner = {}) const {
    return typed(rows().find(tx, place, id_or_name, owner));
  }
  Result<Page<T>> list(ReadTx& tx, const ListQuery& query) const {
    TRY_ASSIGN(ObjectPage page, rows().list(tx, query));
    return Page<T>{typed(std::move(page.items)), std::move(page.next_page_token), page.total};
  }
  Result<std::vector<T>> all(ReadTx& tx, const ListQuery& query = {}) const {
    TRY_ASSIGN(auto objects, rows().all(tx, query));
    return typed(std::move(objects));
  }
  Result<ListTotal> count(ReadTx& tx, const ListQuery& query = {}) const {
    return rows().count(tx, query);
  }
  Result<void> update(Tx& tx, T& object) const { return rows().update(tx, object); }
  Result<void> update(Tx& tx, T& object, Expected expected) const {
    return rows().update(tx, object, expected);
  }
  Result<void> remove(Tx& tx, const std::string& id, Expected expected = {}) const {
    return rows().remove(tx, id, expected);
  }

 private:
  using Pointer = std::unique_ptr<resource::Object>;
  static const ObjectTable& rows() { return ObjectTable::of(T::kind()); }
  static Result<T> typed(Result<Pointer> object) {
    if (!object) return std::move(object).error();
    return std::move(static_cast<T&>(**object));
  }
  static std::vector<T> typed(std::vector<Pointer> objects) {
    std::vector<T> items;
    items.reserve(objects.size());
    for (auto& o : objects) items.push_back(std::move(static_cast<T&>(*o)));
    return items;
  }
};

// One equality, for queries made by code: where("run", id).
inline describe::FilterTerm where(std::string field, json::Value value) {
  return {std::move(field), describe::FilterOp::kEqual, std::move(value)};
}

}  // namespace millrace::store
