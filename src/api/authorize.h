// May this actor do that? The answer as the API gives it: 404 for who may not even see the object,
// 403 naming the missing permission for who may. The decision itself is auth's.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "api/services.h"
#include "resource/people.h"
#include "store/object_table.h"

namespace millrace::api {

// The workspace of the path's {ws}, id or name; kNotFound also for those who are no members.
Result<resource::Workspace> workspace_of(const Call& call);

// For acts on a collection: "training_job.create" in a workspace (id; empty: global).
Result<void> authorize(const domain::Actor& actor, std::string_view permission,
                       const std::string& workspace);
// For acts on an object of the kind: "get", "update", "start", …
Result<void> authorize_object(const domain::Actor& actor, const resource::Kind& kind,
                              std::string_view verb, const resource::Object& object);

// The same from another workspace than the object's: what is shared there, what comes with the
// installation.
Result<void> authorize_seen_from(const domain::Actor& actor, const resource::Kind& kind,
                                 std::string_view verb, const resource::Object& object,
                                 const std::string& workspace);
// Ids of the objects of the kind that others have made readable for the actor in the workspace.
Result<std::vector<std::string>> shared_with(store::ReadTx& tx, const domain::Actor& actor,
                                             const resource::Kind& kind,
                                             const std::string& workspace);

// Do the objects of this place hang on one that its owner lets the actor read?
bool is_below_shared(const Call& call, const resource::Kind& kind, const store::Place& place);

// The object of the path's {id} (id or name) in the path's workspace, seen and allowed.
Result<std::unique_ptr<resource::Object>> object_of(const Call& call, const resource::Kind& kind,
                                                    std::string_view verb);

// The same, as it is shown; not to be changed.
Result<ObjectCache::SharedShown> shown_of(const Call& call, const resource::Kind& kind,
                                          std::string_view verb);

// Where the path's collection is: its {ws}, for people who may know of it, and its {parent}, seen.
Result<store::Place> place_of(const Call& call, const resource::Kind& kind);
// The same; the parent "-" stands for all of them. For lists.
Result<store::Place> list_place_of(const Call& call, const resource::Kind& kind);

// What a list of the kind may show this actor; nullopt: everything of the workspace.
std::optional<store::ListQuery::Visible> visible_to(const domain::Actor& actor,
                                                    const resource::Kind& kind,
                                                    const std::string& workspace);

}  // namespace millrace::api
