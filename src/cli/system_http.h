// The Http of the real program: libcurl and our web socket client.
#pragma once
#include "cli/context.h"

namespace millrace::cli {

class SystemHttp final : public Http {
 public:
  explicit SystemHttp(base::Rng& rng) : rng_(rng) {}
  Result<net::ClientResponse> send(const net::ClientRequest& request) override {
    return client_.send(request);
  }
  Result<std::unique_ptr<Socket>> open_socket(const SocketRequest& request) override;

 private:
  base::Rng& rng_;
  net::Client client_;
};

}  // namespace millrace::cli
