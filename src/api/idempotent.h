// Idempotency-Key: the same request again, within 24 hours, is answered with what it made the first
// time. Values; used within one request.
#pragma once
#include <memory>
#include <optional>

#include "api/services.h"
#include "store/idempotency.h"

namespace millrace::api {

class Idempotent {
 public:
  static Result<Idempotent> of(const Call& call);  // of a request without the header: no effect
  // What the same request has made before, null if nothing; kConflict for another request's key.
  Result<std::unique_ptr<resource::Object>> earlier(store::ReadTx& tx,
                                                    const resource::Kind& kind) const;
  Result<void> made(store::Tx& tx, const resource::Object& object) const;

 private:
  std::optional<store::IdempotentCall> call_;
};

}  // namespace millrace::api
