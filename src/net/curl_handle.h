// What the files over libcurl share: handles, lists, error words. For the .cc files of net/ only.
#pragma once
#include <memory>
#include <string>

#include "base/result.h"

struct curl_slist;

namespace millrace::net {

// A libcurl "easy" handle (CURL is void in its headers too); nullptr when memory is short.
struct CurlDelete {
  void operator()(void* handle) const;
};
using CurlHandle = std::unique_ptr<void, CurlDelete>;
CurlHandle make_curl();  // starts the library first, once in a process

class CurlList {
 public:
  CurlList() = default;
  ~CurlList();
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  void add(const std::string& line);
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// `code` is a CURLcode other than CURLE_OK.
Error curl_error(int code, const char* details, const std::string& url);

}  // namespace millrace::net
