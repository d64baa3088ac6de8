#include "net/curl_handle.h"

#include <curl/curl.h>

#include <mutex>

#include "net/sigpipe_block.h"

namespace millrace::net {

void CurlDelete::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

CurlHandle make_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return CurlHandle(curl_easy_init());
}

CurlList::~CurlList() {
  curl_slist_free_all(list_);
}

void CurlList::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(list_, line.c_str());
  if (longer != nullptr) list_ = longer;
}

Error curl_error(int code, const char* details, const std::string& url) {
  ErrorCode kind = ErrorCode::kUnavailable;
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      kind = ErrorCode::kInvalid;
      break;
    case CURLE_OPERATION_TIMEDOUT:
      kind = ErrorCode::kTimeout;
      break;
    case CURLE_LOGIN_DENIED:
      kind = ErrorCode::kUnauthenticated;
      break;
    case CURLE_OUT_OF_MEMORY:
      kind = ErrorCode::kExhausted;
      break;
    case CURLE_READ_ERROR:
      kind = ErrorCode::kInternal;
      break;
    default:
      break;
  }
  const bool given = details != nullptr && *details != '\0';
  const char* words = given ? details : curl_easy_strerror(static_cast<CURLcode>(code));
  return fail(kind, url + ": " + words);
}

}  // namespace millrace::net
