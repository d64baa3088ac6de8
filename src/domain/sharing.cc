#include "domain/sharing.h"

#include <fmt/core.h>

#include "store/table.h"

namespace millrace::domain {

Result<std::vector<std::unique_ptr<resource::Object>>> shared_objects(
    store::ReadTx& tx, const resource::Kind& kind, const resource::Reader& reader) {
  std::vector<std::unique_ptr<resource::Object>> out;
  const resource::Sharing& sharing = kind.sharing;
  if (sharing.readable_by == nullptr) return out;
  TRY_ASSIGN(
      auto shared,
      store::ObjectTable::of(kind).all(
          tx, {.filter = {store::where(std::string(sharing.field), std::string(sharing.value))}}));
  for (auto& object : shared)
    if (sharing.readable_by(*object, reader)) out.push_back(std::move(object));
  return out;
}

Result<std::unique_ptr<resource::Object>> find_shared(store::ReadTx& tx, const resource::Kind& kind,
                                                      const resource::Reader& reader,
                                                      const std::string& id_or_name) {
  TRY_ASSIGN(auto shared, shared_objects(tx, kind, reader));
  std::unique_ptr<resource::Object> named;
  for (auto& object : shared) {
    if (object->id == id_or_name) return std::move(object);
    if (object->name != id_or_name) continue;
    if (named != nullptr)
      return fail(ErrorCode::kConflict,
                  fmt::format("several of {} that are shared with you are called \"{}\"; name it "
                              "by its id",
                              kind.plural, id_or_name));
    named = std::move(object);
  }
  if (named == nullptr)
    return fail(ErrorCode::kNotFound, fmt::format("there is no {} \"{}\"", kind.name, id_or_name));
  return named;
}

}  // namespace millrace::domain
