#include "resource/machines.h"

#include "describe/names.h"

namespace millrace::resource {
using describe::Field;
using describe::field;

namespace {
std::string_view check_flavor_name(std::string_view text) {
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '*' || c == '-' || c == '.'))
      return "must hold only ASCII letters, digits, '_', '-', '.' and '*'";
  return "";
}

constexpr Field kClusterFields[] = {
    field<&Cluster::description>("description", Access::kMutable, "Free text.",
                                 {.limits = {.max_length = 300}}),
    field<&Cluster::type>("type", Access::kCreateOnly, "What runs the work.",
                          {.index = Index::kFilter}),
};
constexpr describe::Table kClusterTable{kClusterFields};
constexpr Kind kCluster{
    .name = "cluster",
    .plural = "clusters",
    .table_name = "cluster",
    .scope = Scope::kGlobal,
    .table = &kClusterTable,
    .make = make_object<Cluster>, .clone = clone_object<Cluster>,
    .doc = "Machines that one scheduler fills.",
    .user_creates = false,
    .user_deletes = false,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kNodeFields[] = {
    field<&Node::cluster>("cluster", Access::kServer, "Id of the cluster.",
                          {.index = Index::kFilter}),
    field<&Node::description>("description", Access::kMutable, "Free text.",
                              {.limits = {.max_length = 300}}),
    field<&Node::cordoned>("cordoned", Access::kMutable, "Takes no new work."),
    field<&Node::cordon_reason>("cordon_reason", Access::kServer, "Why it was cordoned."),
    field<&Node::state>("state", Access::kServer, "ready, cordoned or lost."),
    field<&Node::state_reason>("state_reason", Access::kServer, "Why, in words."),
    field<&Node::cpu_millis>("cpu_millis", Access::kServer,
                             "Thousandths of a core, for runs: without what is reserved."),
    field<&Node::memory_bytes>("memory_bytes", Access::kServer,
                               "Bytes, for runs: without what is reserved."),
    field<&Node::reserved_cpu_millis>("reserved_cpu_millis", Access::kServer,
                                      "Thousandths of a core kept for the system."),
    field<&Node::reserved_memory_bytes>("reserved_memory_bytes", Access::kServer,
                                        "Bytes kept for the system."),
    field<&Node::disk_bytes>("disk_bytes", Access::kServer, "Bytes."),
    field<&Node::cards>("cards", Access::kServer, "Accelerators."),
    field<&Node::missing_walls>("missing_walls", Access::kServer,
                                "Limits and isolation that this node cannot give."),
    field<&Node::no_egress>("no_egress", Access::kServer,
                            "Why its runs cannot reach the world outside; empty: they can."),
    field<&Node::last_seen_at>("last_seen_at", Access::kServer, "Last report."),
};
constexpr describe::Table kNodeTable{kNodeFields};
constexpr Kind kNode{
    .name = "node",
    .plural = "nodes",
    .table_name = "node",
    .scope = Scope::kGlobal,
    .table = &kNodeTable,
    .make = make_object<Node>, .clone = clone_object<Node>,
    .state = [](const Object& o) { return word(static_cast<const Node&>(o).state); },
    .doc = "One machine of a cluster.",
    .user_creates = false,
    .user_deletes = false,
    .name_limits = {.min_length = 1, .max_length = 253, .check_text = describe::check_object_name}};

constexpr Field kFlavorFields[] = {
    field<&Flavor::cluster>("cluster", Access::kServer, "Id of the cluster.",
                            {.index = Index::kFilter}),
    field<&Flavor::cpu_millis>("cpu_millis", Access::kMutable, "Thousandths of a core.",
                               {.limits = {.min = 1, .max = 1e9}, .required = true}),
    field<&Flavor::memory_bytes>("memory_bytes", Access::kMutable, "Bytes.",
                                 {.limits = {.min = 1 << 20, .max = 1e15}, .required = true}),
    field<&Flavor::card_model>("card_model", Access::kMutable,
                               "Model of the cards; empty for none.",
                               {.limits = {.max_length = 64}}),
    field<&Flavor::cards>("cards", Access::kMutable, "Whole cards.",
                          {.limits = {.min = 0, .max = 1024}}),
};
constexpr describe::Table kFlavorTable{kFlavorFields};
constexpr Kind kFlavor{
    .name = "flavor",
    .plural = "flavors",
    .table_name = "flavor",
    .scope = Scope::kGlobal,
    .table = &kFlavorTable,
    .make = make_object<Flavor>, .clone = clone_object<Flavor>,
    .doc = "How much of a node one instance gets.",
    .example = R"({"name":"1C_1G-example","cpu_millis":1000,"memory_bytes":1073741824})",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = check_flavor_name}};
}  // namespace

const Kind& Cluster::kind() { return kCluster; }
const Kind& Node::kind() { return kNode; }
const Kind& Flavor::kind() { return kFlavor; }

}  // namespace millrace::resource

namespace millrace::describe {
namespace {
using resource::Card;
constexpr Field kCardFields[] = {
    field<&Card::index>("index", Access::kServer, "Index on the node."),
    field<&Card::model>("model", Access::kServer, "Model, as in flavors."),
    field<&Card::memory_bytes>("memory_bytes", Access::kServer, "Bytes."),
    field<&Card::uuid>("uuid", Access::kServer, "The driver's identity; empty for declared cards."),
    field<&Card::declared>("declared", Access::kServer,
                           "From the configuration rather than found."),
    field<&Card::fault>("fault", Access::kServer, "Level of its present fault."),
};
constexpr Table kCardTable{kCardFields};
}  // namespace
const Table& Described<resource::Card>::get() { return kCardTable; }
}  // namespace millrace::describe
