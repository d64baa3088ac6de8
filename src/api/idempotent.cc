#include "api/idempotent.h"

#include <fmt/core.h>

#include "crypto/hash.h"
#include "store/object_table.h"

namespace millrace::api {

Result<Idempotent> Idempotent::of(const Call& call) {
  Idempotent out;
  const std::string* key = call.request.headers.find("idempotency-key");
  if (key == nullptr) return out;
  if (key->empty() || key->size() > 255)
    return base::invalid_field("Idempotency-Key", "must have 1 to 255 characters");
  out.call_ = {.actor = call.actor.user_id,
               .key = *key,
               .route = fmt::format("{} {}", call.request.method, call.request.path),
               .body_hash = crypto::sha256_hex(call.request.body)};
  return out;
}

Result<std::unique_ptr<resource::Object>> Idempotent::earlier(store::ReadTx& tx,
                                                              const resource::Kind& kind) const {
  if (!call_) return std::unique_ptr<resource::Object>();
  TRY_ASSIGN(const auto found, store::find_call(tx, *call_));
  if (!found) return std::unique_ptr<resource::Object>();
  return store::ObjectTable::of(kind).get(tx, found->object_id);
}

Result<void> Idempotent::made(store::Tx& tx, const resource::Object& object) const {
  if (!call_) return {};
  store::IdempotentCall call = *call_;
  call.object_id = object.id;
  call.status = 201;
  return store::record_call(tx, call);
}

}  // namespace millrace::api
