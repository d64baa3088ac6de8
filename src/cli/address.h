// Words of the command line as paths of the REST interface: "training-jobs hello" in a workspace.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/context.h"
#include "resource/object.h"

namespace millrace::cli {

struct Address {
  const resource::Kind* kind =
      nullptr;             // of the objects meant: of the children in models/M/versions
  std::string collection;  // "/api/v1/workspaces/default/training-jobs"
  std::string id{};        // id or name, as given; empty: the collection is meant
  std::string noun{};      // "training-jobs hello", for messages

  std::string object() const;  // collection + "/" + id, encoded
};

std::string workspace_of(const Context& context, const Args& args);
// "training-jobs", "training_job", "training-jobs/hello", "models/M/versions"; kInvalid lists the
// kinds.
Result<Address> find_address(const Context& context, const Args& args, const std::string& resource,
                             const std::optional<std::string>& id);
// The words at [from] and [from + 1] as an object; kInvalid without an id.
Result<Address> object_address(const Context& context, const Args& args, std::size_t from = 0);
// How many words name it: 1 or 2.
std::size_t words_of_object(const Args& args, std::size_t from = 0);

}  // namespace millrace::cli
