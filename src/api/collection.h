// Create, list, watch, read, change and delete for every registered kind: written once.
#pragma once
#include "api/routes.h"

namespace millrace::api {

// What a hook has made ready outside the transaction.
struct Prepared {
  json::Object shown_once;  // goes into the response (a secret), never into an idempotent replay
  json::Object patch;       // replaces members of a PATCH body: a password by its hash
  std::string secret;       // to be stored (hashed) with the object
  std::vector<std::string> hints;  // of a workload: what speaks against it, in words
};

// What a kind adds to the generic verbs; nullptr where nothing.
struct CollectionHooks {
  const resource::Kind* kind = nullptr;
  // The member that the response to a creation has beside the object's; empty for none.
  struct ShownOnce {
    std::string_view name, doc;
  } shown_once{};
  // Before the transaction, on a worker: what may take time (hashing a password, looking at a
  // disk). The object is what the body would make.
  Result<void> (*before_write)(const Call&, resource::Object&, describe::Purpose,
                               Prepared&) = nullptr;
  // In the transaction, after the row is written; names in the object have become ids.
  Result<void> (*after_write)(store::Tx&, const Call&, resource::Object&, describe::Purpose,
                              const Prepared&) = nullptr;
  // Of workloads: may the caller use what the object names? Asked when it is written; `body` is
  // what the request called things.
  Result<void> (*may_use)(store::ReadTx&, const Call&, const resource::Object&,
                          const json::Value& body) = nullptr;
  // And for kinds where it matters who starts: asked before each start by itself.
  Result<void> (*may_start)(store::ReadTx&, const Call&, const resource::Object&) = nullptr;
  // After the commit of a deletion.
  void (*after_remove)(const Call&, const resource::Object&) = nullptr;
};
const CollectionHooks& hooks_of(const resource::Kind& kind);  // hooks.cc: the explicit list

std::string collection_path(const resource::Kind& kind);  // "/api/v1/workspaces/{ws}/training-jobs"
void add_collection(Routes& routes, const resource::Kind& kind);

}  // namespace millrace::api
