// SMTP over libcurl: one message, plain text, any language.
#include <curl/curl.h>
#include <fmt/core.h>
#include <time.h>

#include <algorithm>

#include "base/encode.h"
#include "net/client.h"
#include "net/curl_handle.h"
#include "net/sigpipe_block.h"

namespace millrace::net {
namespace {

bool one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// RFC 2047: words of at most 45 bytes, cut between code points.
std::string encoded_subject(std::string_view text) {
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (ascii && text.size() < 900) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t n = std::min<std::size_t>(45, text.size());
    while (n < text.size() && n > 0 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) --n;
    if (n == 0) n = std::min<std::size_t>(45, text.size());  // no UTF-8: anywhere will do
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base::to_base64(text.substr(0, n)) + "?=";
    text.remove_prefix(n);
  }
  return out;
}

std::string mail_date(base::Time date) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const time_t t = base::unix_ms(date) / 1000;
  tm p{};
  gmtime_r(&t, &p);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays[p.tm_wday], p.tm_mday,
                     kMonths[p.tm_mon], p.tm_year + 1900, p.tm_hour, p.tm_min, p.tm_sec);
}

std::string compose(const Mail& mail, base::Time date, std::string_view message_id) {
  std::string text = "Date: " + mail_date(date) + "\r\nFrom: " + mail.from + "\r\nTo: ";
  for (std::size_t i = 0; i < mail.to.size(); ++i) text += (i == 0 ? "" : ",\r\n ") + mail.to[i];
  text += "\r\nSubject: " + encoded_subject(mail.subject);
  text += "\r\nMessage-ID: <" + std::string(message_id) + ">";
  text +=
      "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8"
      "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const std::string body = base::to_base64(mail.text);
  for (std::size_t at = 0; at < body.size(); at += 76) text += body.substr(at, 76) + "\r\n";
  return text;
}

struct Upload {
  std::string text;
  std::size_t at = 0;
};

std::size_t on_read(char* into, std::size_t, std::size_t room, void* user) {
  Upload& upload = *static_cast<Upload*>(user);
  const std::size_t n = upload.text.copy(into, room, upload.at);
  upload.at += n;
  return n;
}

}  // namespace

Result<void> send_mail(const Mail& mail, base::Time date, std::string_view message_id,
                       base::Duration timeout) {
  if (mail.to.empty()) return base::invalid_field("to", "at least one address is needed");
  for (const auto& address : mail.to)
    if (!one_line(address)) return base::invalid_field("to", "an address holds a line break");
  if (!one_line(mail.from)) return base::invalid_field("from", "the address holds a line break");
  if (!one_line(mail.subject))
    return base::invalid_field("subject", "the subject holds a line break");
  const CurlHandle handle = make_curl();
  if (!handle) return fail(ErrorCode::kExhausted, "no memory for a mail");
  CURL* h = handle.get();
  Upload upload{compose(mail, date, message_id)};
  CurlList to;
  for (const auto& address : mail.to) to.add("<" + address + ">");
  const std::string from = "<" + mail.from + ">";
  char details[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(h, CURLOPT_URL, mail.server_url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
  if (!mail.user.empty()) {
    curl_easy_setopt(h, CURLOPT_USERNAME, mail.user.c_str());
    curl_easy_setopt(h, CURLOPT_PASSWORD, mail.password.c_str());
  }
  curl_easy_setopt(h, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, &on_read);
  curl_easy_setopt(h, CURLOPT_READDATA, &upload);
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, static_cast<char*>(details));
  const SigpipeBlock block;
  const CURLcode code = curl_easy_perform(h);
  if (code != CURLE_OK) return curl_error(code, details, mail.server_url);
  return {};
}

}  // namespace millrace::net
