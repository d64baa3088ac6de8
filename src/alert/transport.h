// The way out for alarms, behind a seam: the network in the program, a list in tests. Thread-safe.
#pragma once
#include <string>

#include "base/result.h"

namespace millrace::alert {

struct WebhookCall {
  std::string url;
  std::string secret;    // empty: not signed
  std::string event;     // "failed"
  std::string delivery;  // the same for each attempt
  std::string body;      // JSON
};

struct MailMessage {
  std::string to;
  std::string delivery;
  std::string subject, text;
};

// kInvalid and kForbidden: trying again would not help. The words are shown to the alert's owner.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Result<void> call_webhook(const WebhookCall& call) = 0;
  virtual Result<void> send_mail(const MailMessage& message) = 0;
};

}  // namespace millrace::alert
