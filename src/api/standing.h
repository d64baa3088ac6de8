// May whoever opened a stream still be there? Sessions end and roles change while it goes on. Asked
// before every piece; cheap. Used by one thread at a time.
#pragma once
#include <string>

#include "api/services.h"
#include "resource/object.h"

namespace millrace::api {

class Standing {
 public:
  // The act ("logs") on the object, as it was allowed when the stream began.
  Standing(const Call& call, const resource::Kind& kind, std::string_view verb,
           const resource::Object& object);
  Result<void> check() const;

 private:
  Services& services_;
  const resource::Kind& kind_;
  std::string token_, address_, request_id_, permission_;
  std::string object_, workspace_, owner_;
};

// How a stream of events says why it ends: event "refused" with {"code","detail"}.
std::string refused_event(const Error& error);

}  // namespace millrace::api
