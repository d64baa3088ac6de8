#include "alert/net_transport.h"

#include <fmt/core.h>

#include "base/encode.h"
#include "crypto/hash.h"

namespace millrace::alert {
namespace {
constexpr int kGone = 410;                    // the receiver asks to be left alone
constexpr std::size_t kMaxAnswer = 64 << 10;  // of which nobody reads anything

// What went wrong on the way is said in few words: the answer of a machine that the owner of an
// alert named must not be readable through it.
Error words_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
      return fail(ErrorCode::kInvalid, "the URL cannot be called");
    case ErrorCode::kForbidden:
      return fail(
          ErrorCode::kForbidden,
          "the URL leads to an address that is not public, which this server does not allow");
    case ErrorCode::kTimeout:
      return fail(ErrorCode::kTimeout, "no answer in time");
    default:
      return fail(ErrorCode::kUnavailable, "nobody answered");
  }
}
}  // namespace

std::string webhook_signature(const std::string& secret, const std::string& body) {
  return "sha256=" + base::to_hex(crypto::hmac_sha256(secret, body));
}

Result<void> NetTransport::call_webhook(const WebhookCall& call) {
  net::ClientRequest request{
      .method = "POST",
      .url = call.url,
      .body = call.body,
      .timeout = options_.timeout,
      .on_body = [](std::string_view) { return net::ClientRequest::Next::kStop; },
      .max_response_bytes = kMaxAnswer,
      .peers = options_.webhook_peers};
  request.headers.add("Content-Type", "application/json");
  request.headers.add("User-Agent", "Millrace");
  request.headers.add("X-Millrace-Event", call.event);
  request.headers.add("X-Millrace-Delivery", call.delivery);
  if (!call.secret.empty())
    request.headers.add("X-Millrace-Signature", webhook_signature(call.secret, call.body));
  const auto answer = client_.send(request);
  if (!answer) return words_for(answer.error());
  if (answer->status / 100 == 2) return {};
  const ErrorCode code = answer->status == kGone ? ErrorCode::kInvalid : ErrorCode::kUnavailable;
  return fail(code, fmt::format("the receiver answered with status {}", answer->status));
}

Result<void> NetTransport::send_mail(const MailMessage& message) {
  if (options_.smtp_url.empty())
    return fail(ErrorCode::kInvalid,
                "this server has no mail server configured; ask an administrator");
  const net::Mail mail{.server_url = options_.smtp_url,
                       .user = options_.smtp_user,
                       .password = options_.smtp_password,
                       .from = options_.mail_from,
                       .to = {message.to},
                       .subject = message.subject,
                       .text = message.text};
  const auto sent =
      net::send_mail(mail, clock_.now(), message.delivery + "@millrace", options_.timeout);
  if (sent) return {};
  if (sent.error().code == ErrorCode::kInvalid)
    return fail(ErrorCode::kInvalid, "the mail address cannot be written to");
  return fail(ErrorCode::kUnavailable, "the mail server did not take the message");
}

}  // namespace millrace::alert
