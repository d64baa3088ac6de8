// TLS 1.2 and later by OpenSSL over a non-blocking socket. A context is shared and thread-safe.
#pragma once
#include <memory>

#include "base/result.h"
#include "net/server.h"
#include "net/stream.h"

namespace millrace::net {

class TlsContext {
 public:
  // kInvalid, with the file's name, for what cannot be read or does not fit together.
  static Result<std::unique_ptr<TlsContext>> load(const TlsFiles& files);
  ~TlsContext();
  std::unique_ptr<Stream> serve(io::Fd socket) const;  // nullptr when memory is short

 private:
  struct State;
  explicit TlsContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::net
