#include "net/outgoing.h"

#include "base/strings.h"

namespace millrace::net {
namespace {

void append_clean(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

// These say how the body is framed, which is not the handler's to decide.
bool is_ours(std::string_view name) {
  for (const std::string_view own :
       {"content-length", "transfer-encoding", "connection", "date", "x-request-id", "keep-alive"})
    if (base::iequals(name, own)) return true;
  return false;
}

}  // namespace

Outgoing prepare(const Request& request, Response response) {
  if (auto* file = std::get_if<FileBody>(&response.body))
    return prepare_file(request, response.status, std::move(response.headers), *file);
  Outgoing outgoing;
  outgoing.status = response.status;
  outgoing.headers = std::move(response.headers);
  if (auto* text = std::get_if<std::string>(&response.body))
    outgoing.body = std::move(*text);
  else
    outgoing.source = std::move(std::get<std::shared_ptr<StreamSource>>(response.body));
  return outgoing;
}

std::string write_head(const Outgoing& outgoing, const HeadFacts& facts) {
  std::string head;
  head.reserve(256);
  head += "HTTP/1.1 ";
  head += std::to_string(outgoing.status);
  head += ' ';
  head += reason_phrase(outgoing.status);
  head += "\r\nDate: ";
  head += facts.date;
  for (const auto& [name, value] : outgoing.headers) {
    if (is_ours(name)) continue;
    head += "\r\n";
    append_clean(head, name);
    head += ": ";
    append_clean(head, value);
  }
  if (!facts.request_id.empty()) {
    head += "\r\nX-Request-Id: ";
    head += facts.request_id;
  }
  if (facts.framing == BodyFraming::kLength) {
    head += "\r\nContent-Length: ";
    head += std::to_string(facts.length);
  } else if (facts.framing == BodyFraming::kChunked) {
    head += "\r\nTransfer-Encoding: chunked";
  }
  if (!facts.keep_alive)
    head += "\r\nConnection: close";
  else if (facts.minor_version == 0)
    head += "\r\nConnection: keep-alive";
  head += "\r\n\r\n";
  return head;
}

std::string chunk_of(std::string_view data) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string digits;
  for (std::size_t n = data.size(); n > 0; n >>= 4) digits.insert(digits.begin(), kHex[n & 15]);
  std::string chunk;
  chunk.reserve(data.size() + digits.size() + 4);
  chunk += digits;
  chunk += "\r\n";
  chunk += data;
  chunk += "\r\n";
  return chunk;
}

}  // namespace millrace::net
