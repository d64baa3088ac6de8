// Is a storage within reach, and may we do there what runs and people will ask for? Blocking.
#pragma once
#include "base/rng.h"
#include "objects/object_store.h"

namespace millrace::objects {

enum class Wanted { kRead, kReadAndWrite };

// Lists; and to write: puts an object of its own, reads it, finds it, and deletes it. The error
// says which act was refused and why.
Result<void> probe(ObjectStore& store, Wanted wanted, Rng& rng);

}  // namespace millrace::objects
