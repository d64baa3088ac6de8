// Business rules of each kind that its table of fields cannot say: references, uniqueness across
// kinds, what may not be removed. Pure decisions on a transaction; registered by an explicit list
// in rules.cc.
#pragma once
#include "domain/actor.h"
#include "store/tx.h"

namespace millrace::domain {

struct Rules {
  const resource::Kind* kind = nullptr;
  // Resolve names to ids, fill server fields, refuse what does not fit. Before insert.
  Result<void> (*prepare_create)(store::Tx&, const Actor&, resource::Object&) = nullptr;
  // After insert, in the same transaction: rows that belong to the new object.
  Result<void> (*created)(store::Tx&, const Actor&, resource::Object&) = nullptr;
  Result<void> (*prepare_update)(store::Tx&, const Actor&, const resource::Object& before,
                                 resource::Object& after) = nullptr;
  // Refuse (kConflict naming the live users) or take what hangs on it along.
  Result<void> (*prepare_remove)(store::Tx&, const Actor&, const resource::Object&) = nullptr;
};

const Rules& rules_of(const resource::Kind& kind);  // empty rules for kinds without any

}  // namespace millrace::domain
