// What the server does to nodes: registering, cordoning, losing them, faults of their cards; always
// with the capacity rows of the ledger and the event. Functions on a transaction.
#pragma once
#include "domain/actor.h"
#include "resource/machines.h"
#include "store/tx.h"

namespace millrace::domain {

// The cluster of that name, made when it is not there yet.
Result<resource::Cluster> ensure_cluster(store::Tx& tx, const std::string& name);
// Made when there is none of that name in the cluster; what an administrator made of it is left
// alone.
Result<void> ensure_flavor(store::Tx& tx, const resource::Flavor& flavor);

// The machine of a cluster of one has been given another name: it is the same node.
Result<void> rename_single_node(store::Tx& tx, const std::string& cluster, const std::string& name);

// The node of that name as it reports itself: added, or its machine's facts brought up to date and,
// if it was lost, back. What users set (cordoned, description) and known card faults stay.
Result<resource::Node> register_node(store::Tx& tx, const resource::Node& reported);

// last_seen_at only; no event.
Result<void> heartbeat(store::Tx& tx, const std::string& node_id);

// No new work from now on. Without effect on a cordoned node.
Result<void> cordon(store::Tx& tx, const std::string& node_id, const std::string& reason);
// Only after it is fenced: whatever ran there counts as gone.
Result<void> mark_lost(store::Tx& tx, const std::string& node_id, const std::string& reason);
Result<void> set_card_fault(store::Tx& tx, const std::string& node_id, std::int64_t card,
                            resource::FaultLevel level);

// What an administrator does, with event and audit row. Without effect where it is so already.
Result<resource::Node> cordon(store::Tx& tx, const Actor& actor, const std::string& node_id,
                              const std::string& reason);
Result<resource::Node> uncordon(store::Tx& tx, const Actor& actor, const std::string& node_id);
// The card counts as sound again; kNotFound for an index that the node does not have.
Result<resource::Node> clear_fault(store::Tx& tx, const Actor& actor, const std::string& node_id,
                                   std::int64_t card);

// Brings the state of a node that is about to be stored, and the capacity rows, to what its
// `cordoned` says: a PATCH changes that as the verbs do.
Result<void> settle(store::Tx& tx, resource::Node& node);

}  // namespace millrace::domain
