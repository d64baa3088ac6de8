// Alarms over the network: HTTP and SMTP. Thread-safe.
#pragma once
#include "alert/transport.h"
#include "base/clock.h"
#include "net/client.h"

namespace millrace::alert {

struct NetTransportOptions {
  base::Duration timeout{10'000};  // of one call or mail
  net::ClientRequest::Peers webhook_peers = net::ClientRequest::Peers::kPublicOnly;
  std::string smtp_url{};  // empty: no mail
  std::string smtp_user{}, smtp_password{};
  std::string mail_from{};
};

class NetTransport final : public Transport {
 public:
  NetTransport(NetTransportOptions options, base::Clock& clock)
      : options_(std::move(options)), clock_(clock) {}
  Result<void> call_webhook(const WebhookCall& call) override;
  Result<void> send_mail(const MailMessage& message) override;

 private:
  const NetTransportOptions options_;
  base::Clock& clock_;
  net::Client client_;
};

// "sha256=" and the HMAC of the body in hexadecimal.
std::string webhook_signature(const std::string& secret, const std::string& body);

}  // namespace millrace::alert
