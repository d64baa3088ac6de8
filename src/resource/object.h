// What every resource has, and how a kind of resource is registered. Values; tables are constants.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "describe/describe.h"
#include "describe/filter.h"

namespace millrace::resource {

// The base of every resource. `spec` fields are the user's, `status` fields the server's.
struct Object {
  virtual ~Object() = default;
  std::string id;
  std::string workspace;  // id; empty for resources of the whole installation
  std::string name;
  std::string owner;          // user id
  std::string owner_name;     // account at creation
  std::int64_t version = 0;   // changes with user-settable fields: what If-Match compares
  std::int64_t revision = 0;  // changes with anything
  base::Time created_at{};
  base::Time updated_at{};
  std::map<std::string, std::string> labels;
};

enum class Scope { kWorkspace, kGlobal };
// kNowhere: what a file is called; the newest of its owner's is found by it.
enum class NamesUnique { kInScope, kPerOwner, kNowhere };
enum class Naming { kByUser, kByServer };
// Rows without a workspace, which come with the installation: seen, but not changed, in every
// workspace.
enum class Presets { kNone, kReadable };

struct Kind;
// What a child kind lives under: its names are unique there, and its routes begin there.
struct Parent {
  const Kind& (*kind)() = nullptr;
  std::string_view field{};   // of the child: the id of its parent, an indexed field
  std::string_view plural{};  // of the child, below its parent: "versions"
};

// Who looks at an object, and from which workspace.
struct Reader {
  std::string_view user;       // id
  std::string_view workspace;  // id
};
// Kinds whose owners may let others read single objects, also from other workspaces. Those that are
// read by others at all have `value` in the indexed field.
struct Sharing {
  std::string_view field{};
  std::string_view value{};
  bool (*readable_by)(const Object&, const Reader&) = nullptr;
};

// One kind of resource: everything generic code needs to know of it.
struct Kind {
  std::string_view name;        // "training_job": in `kind`, events, audit and permissions.csv
  std::string_view plural;      // "training-jobs": in URLs and on the command line
  std::string_view table_name;  // "training_job": in the database
  Scope scope = Scope::kWorkspace;
  NamesUnique names_unique = NamesUnique::kInScope;
  Parent parent{};
  Naming naming = Naming::kByUser;
  Presets presets = Presets::kNone;
  Sharing sharing{};
  const describe::Table* table =
      nullptr;  // own fields; those of Object come in front by themselves
  std::unique_ptr<Object> (*make)() = nullptr;  // fresh: every field at its default
  std::unique_ptr<Object> (*clone)(const Object&) = nullptr;
  // Words of the state machine's column; empty for kinds without a state.
  std::string_view (*state)(const Object&) = nullptr;
  std::string_view doc;
  // A body that creates one, in JSON; empty for kinds that users do not create. Names in it are of
  // what every installation has, or end in "example".
  std::string_view example{};
  int document_format = 1;
  // Rewrites a stored document of format `from` into `from + 1`.
  void (*upgrade)(int from, json::Object& spec, json::Object& status) = nullptr;
  // What a list of them shows to people beside the name, in this order: fields, or parts of them
  // ("lineage.base_model_name"). Empty: chosen from the fields' descriptions.
  std::span<const std::string_view> list_columns{};
  // Which generic verbs the API offers: some kinds are made by the server only.
  bool user_creates = true;
  bool user_updates = true;
  bool user_deletes = true;
  // What a body calls the name: "account" for people.
  std::string_view name_field = "name";
  describe::Limits name_limits{.min_length = 1, .max_length = 64};
};

// For Kind::make and Kind::clone.
template <class T>
std::unique_ptr<Object> make_object() {
  return std::make_unique<T>();
}
template <class T>
std::unique_ptr<Object> clone_object(const Object& object) {
  return std::make_unique<T>(static_cast<const T&>(object));
}

// Fields of Object: id, kind, workspace, name, owner, … as the API shows them.
const describe::Table& object_table();

// Fields that a list of the kind may be filtered and sorted by: those of Object and the indexed
// ones.
std::vector<describe::FilterField> filter_fields(const Kind&);
// The registered columns beside the fixed ones: fields with Index::kFilter or kUnique.
std::vector<const describe::Field*> indexed_fields(const Kind&);

json::Value to_json(const Kind&, describe::View, const Object&);  // "kind" and Object's fields too
json::Value schema(const Kind&, describe::SchemaFor);
// Strict create / merge patch from a request body: name, labels and the kind's own fields.
Result<void> decode_body(const Kind&, const json::Value& body, describe::Purpose, Object&);

// A resource struct names its kind: static const Kind& kind();  e.g. TrainingJob::kind().
template <class T>
concept Resource = std::derived_from<T, Object> && requires {
  { T::kind() } -> std::same_as<const Kind&>;
};

// Id of what a child lives under; "" for other kinds.
const std::string& parent_of(const Kind&, const Object&);
void set_parent(const Kind&, Object&, std::string parent);

std::span<const Kind* const> all_kinds();  // all.cc: the explicit list
const Kind* find_kind(std::string_view plural_or_name);

}  // namespace millrace::resource
