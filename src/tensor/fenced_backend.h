// A backend whose scratch matrices lie where nobody can read or write: as if on another device.
// Code above the backends that follows a data pointer dies at once. For tests. One thread.
#pragma once
#include <memory>

#include "tensor/backend.h"

namespace millrace::tensor {

// `inner` does the work and outlives this; at most 1 GiB of scratch.
std::unique_ptr<Backend> make_fenced_backend(Backend& inner);

}  // namespace millrace::tensor
