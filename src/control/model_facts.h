// What a model's folder holds, read from its small files and the headers of its weights: nothing is
// mapped and no link is followed, because the folder may be one that users write to meanwhile.
#pragma once
#include "domain/model_ops.h"

namespace millrace::control {

// Always an answer: what cannot be used says why.
domain::VersionFacts model_facts(int folder_fd);

}  // namespace millrace::control
