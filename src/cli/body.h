// Bodies of create, update and verbs: from -f FILE (YAML or JSON, "-": standard input) and from
// NAME=VALUE words, whose values are read as the kind's field wants them.
#pragma once
#include <optional>
#include <vector>

#include "cli/args.h"
#include "cli/context.h"
#include "json/value.h"
#include "resource/object.h"

namespace millrace::cli {

// Objects of all -f files, in order; a document that is a list counts as its items.
Result<std::vector<json::Value>> read_documents(Context& context, const Args& args);
bool is_assignment(std::string_view word);  // NAME=VALUE, NAME.PART=VALUE
// Adds them to `body`, over what is there. `kind` may be nullptr: then JSON where it is JSON, else
// text.
Result<void> assign(json::Object& body, std::span<const std::string> words,
                    const resource::Kind* kind);

}  // namespace millrace::cli
