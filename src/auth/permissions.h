// Who may do what: the one place that decides. The matrix of permissions.csv for what lives in a
// workspace, one explicit table (permissions.cc) for the rest. Pure functions of actor and target;
// what is not known is denied. A permission is "<kind>.<verb>" with the kind's name of resource/.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/actor.h"
#include "resource/object.h"

namespace millrace::auth {

enum class Decision {
  kAllow,
  kDeny,    // may be seen, but not this: 403 that names the permission
  kHidden,  // may not even be known to exist: 404, absent from lists
};

// Made readable for others: a base data set's visibility, a labelled data set's sharing; or coming
// with the installation (kPreset). Reading only.
enum class Sharing { kNone, kReadable, kPreset };

// What is acted on: an object, or (owner absent) a collection: create, list, and pages of a
// workspace.
struct Target {
  std::string_view workspace{};             // id; empty: of the whole installation
  std::optional<std::string_view> owner{};  // user id
  Sharing sharing = Sharing::kNone;

  static Target collection(std::string_view workspace_id = {}) {
    return {.workspace = workspace_id};
  }
  // What comes with the installation, looked at from a workspace: reading only.
  static Target preset(std::string_view workspace_id) {
    return {.workspace = workspace_id, .owner = "", .sharing = Sharing::kPreset};
  }
  // Views into the object. A workspace belongs to itself, a user to themself.
  static Target object(const resource::Kind& kind, const resource::Object& object,
                       Sharing sharing = Sharing::kNone);
  // The same of an object that is known by these only: of a change, an event.
  struct Subject {
    std::string_view id, workspace, owner;
  };
  static Target subject(const resource::Kind& kind, const Subject& of,
                        Sharing sharing = Sharing::kNone);
};

Decision decide(const domain::Actor& actor, std::string_view permission, const Target& target);

// The name under which a permission is decided and shown: generic verbs map to the rows of the
// matrix
// ("code_package.create" → "code_package.import", "training_job.logs" → "workload.logs"). Empty:
// unknown.
std::string canonical_permission(std::string_view permission);

// A run has the permissions of its workload: ("training_job", "get") → "training_job.get".
std::string run_permission(std::string_view workload_kind, std::string_view verb);

// Which objects of a kind a list may show. kOwnAndShared: one's own, and those with
// Sharing::kReadable. Of workspaces kOwn means: those in actor.roles, and those owned.
enum class Visible { kNothing, kOwn, kOwnAndShared, kAll };
Visible visible_owner_restriction(const domain::Actor& actor, std::string_view kind,
                                  std::string_view workspace_id);

// kNotFound for what is there but must not be known to the actor: those who answer cannot tell it
// from any other, the audit can.
Error hidden(std::string words);
// Was somebody refused, hidden or not?
bool is_refusal(const Error& error);

// decide() as a result: kForbidden naming the permission and what would help, or hidden().
Result<void> require(const domain::Actor& actor, std::string_view permission, const Target& target);

bool is_member(const domain::Actor& actor,
               std::string_view workspace_id);  // administrators are everywhere

// ---- why (explain.cc)
// ----------------------------------------------------------------------------

struct Explanation {
  Decision decision = Decision::kDeny;
  std::string permission;             // canonical
  std::string name_zh;                // of the matrix; may be empty
  std::vector<std::string> has;       // the actor's groups and roles that count here
  std::vector<std::string> would_do;  // any one of these roles or groups would be enough
  std::string words;                  // all of it as a sentence
};
Explanation explain(const domain::Actor& actor, std::string_view permission, const Target& target);

}  // namespace millrace::auth
