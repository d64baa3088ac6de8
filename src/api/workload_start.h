// What the creation of every kind of workload ends with. Functions.
#pragma once
#include "api/collection.h"

namespace millrace::api {

// As CollectionHooks::after_write: may the caller use what it names; and it begins to run, if the
// body says so.
Result<void> start_if_asked(store::Tx& tx, const Call& call, resource::Object& object,
                            describe::Purpose purpose, const Prepared& prepared);

}  // namespace millrace::api
