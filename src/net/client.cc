#include "net/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/mutex.h"
#include "base/strings.h"
#include "io/fd.h"
#include "net/curl_handle.h"
#include "net/public_address.h"
#include "net/sigpipe_block.h"

namespace millrace::net {

namespace {

// One call in progress; libcurl's callbacks get a pointer to it.
struct Call {
  explicit Call(const ClientRequest& r) : request(r) {}
  const ClientRequest& request;
  CURL* handle = nullptr;
  ClientResponse response{};
  io::Fd file{};
  std::uint64_t file_left = 0;
  bool stopped = false;
  bool too_large = false;
  bool not_public = false;
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  Call& call = *static_cast<Call*>(user);
  std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {  // a new one begins: 100 Continue came before
    call.response.headers = {};
    call.response.status = 0;
    if (const std::size_t blank = line.find(' '); blank != std::string_view::npos)
      call.response.status =
          static_cast<int>(base::parse_int(line.substr(blank + 1, 3)).value_or(0));
    return size;
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos)
    call.response.headers.add(std::string(line.substr(0, colon)),
                              std::string(base::trim(line.substr(colon + 1))));
  return size;
}

std::size_t on_data(char* data, std::size_t, std::size_t size, void* user) {
  Call& call = *static_cast<Call*>(user);
  const bool streams = call.request.on_body && call.response.status / 100 == 2;
  if (streams) {
    call.stopped = call.request.on_body({data, size}) == ClientRequest::Next::kStop;
    return call.stopped ? 0 : size;
  }
  call.too_large = call.response.body.size() + size > call.request.max_response_bytes;
  if (call.too_large) return 0;
  call.response.body.append(data, size);
  return size;
}

std::size_t on_read(char* into, std::size_t, std::size_t room, void* user) {
  Call& call = *static_cast<Call*>(user);
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(room, call.file_left));
  const ssize_t n = most == 0 ? 0 : read(call.file.get(), into, most);
  if (n < 0 || (n == 0 && most > 0)) return CURL_READFUNC_ABORT;  // shorter than when we began
  call.file_left -= static_cast<std::uint64_t>(n);
  return static_cast<std::size_t>(n);
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t total, curl_off_t sent) {
  const Call& call = *static_cast<Call*>(user);
  if (call.request.on_upload && total > 0)
    call.request.on_upload(static_cast<std::uint64_t>(sent), static_cast<std::uint64_t>(total));
  return call.request.on_wait && call.request.on_wait() == ClientRequest::Next::kStop ? 1 : 0;
}

// libcurl asks for a socket to an address it has resolved: the last moment to refuse it.
curl_socket_t open_public_socket(void* user, curlsocktype, curl_sockaddr* to) {
  char ip[INET6_ADDRSTRLEN] = "";
  const void* bytes = nullptr;
  if (to->family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(&to->addr)->sin_addr;
  if (to->family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(&to->addr)->sin6_addr;
  const bool known = bytes != nullptr && inet_ntop(to->family, bytes, ip, sizeof ip) != nullptr;
  if (known && is_public_address(ip))
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  static_cast<Call*>(user)->not_public = true;
  return CURL_SOCKET_BAD;
}

Result<void> open_body_file(Call& call) {
  const std::string& path = *call.request.body_file;
  call.file = io::Fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!call.file) return base::from_errno(errno, "cannot open " + path);
  struct stat info {};
  if (fstat(call.file.get(), &info) != 0) return base::from_errno(errno, "cannot look at " + path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalid, path + " is no regular file");
  const auto size = static_cast<std::uint64_t>(info.st_size);
  const std::uint64_t offset = call.request.body_file_offset;
  if (offset > size)
    return fail(ErrorCode::kInvalid, path + " is shorter than the offset to go on from");
  if (lseek(call.file.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
    return base::from_errno(errno, "cannot seek in " + path);
  call.file_left = size - offset;
  return {};
}

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  curl_easy_setopt(handle, option, value);
}

Result<void> set_body(Call& call, CurlList& headers) {
  CURL* h = call.handle;
  const ClientRequest& request = call.request;
  if (request.body_file) {
    TRY(open_body_file(call));
    set(h, CURLOPT_UPLOAD, 1L);
    set(h, CURLOPT_READFUNCTION, &on_read);
    set(h, CURLOPT_READDATA, &call);
    set(h, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(call.file_left));
    set(h, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
             request.method == "PATCH") {
    set(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(h, CURLOPT_POSTFIELDS, request.body.data());
    headers.add("Expect:");
    if (request.headers.find("content-type") == nullptr) headers.add("Content-Type:");
  }
  if (request.method == "HEAD")
    set(h, CURLOPT_NOBODY, 1L);
  else
    set(h, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  return {};
}

Result<void> set_headers(const ClientRequest& request, CurlList& list) {
  for (const auto& [name, value] : request.headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return fail(ErrorCode::kInvalid, "the header " + name + " holds a line break");
    list.add(value.empty() ? name + ";" : name + ": " + value);
  }
  return {};
}

// A proxy of the environment is for the world: it cannot reach what listens here.
bool is_this_machine(const ClientRequest& request) {
  if (request.unix_socket) return true;
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  char* text = nullptr;
  if (!url || curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(url.get(), CURLUPART_HOST, &text, 0) != CURLUE_OK)
    return false;
  const std::string host(text);
  curl_free(text);
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

void set_transport(Call& call) {
  CURL* h = call.handle;
  const ClientRequest& request = call.request;
  set(h, CURLOPT_URL, request.url.c_str());
  set(h, CURLOPT_PATH_AS_IS, 1L);
  set(h, CURLOPT_PROTOCOLS_STR, "http,https");
  set(h, CURLOPT_NOSIGNAL, 1L);
  set(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  set(h, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  set(h, CURLOPT_TCP_KEEPALIVE, 1L);
  if (request.unix_socket) set(h, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket->c_str());
  if (request.ca_file) set(h, CURLOPT_CAINFO, request.ca_file->c_str());
  if (!request.ca_pem.empty()) {
    curl_blob pem{.data = const_cast<char*>(request.ca_pem.data()),
                  .len = request.ca_pem.size(),
                  .flags = CURL_BLOB_COPY};
    set(h, CURLOPT_CAINFO_BLOB, &pem);
  }
  if (request.peers == ClientRequest::Peers::kPublicOnly) {
    set(h, CURLOPT_OPENSOCKETFUNCTION, &open_public_socket);
    set(h, CURLOPT_OPENSOCKETDATA, &call);
    set(h, CURLOPT_FRESH_CONNECT, 1L);  // an open connection was not asked about
  }
  if (request.peers == ClientRequest::Peers::kPublicOnly || is_this_machine(request))
    set(h, CURLOPT_PROXY, "");
  set(h, CURLOPT_HEADERFUNCTION, &on_header);
  set(h, CURLOPT_HEADERDATA, &call);
  set(h, CURLOPT_WRITEFUNCTION, &on_data);
  set(h, CURLOPT_WRITEDATA, &call);
  if (request.stall_timeout.count() > 0) {
    set(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(h, CURLOPT_LOW_SPEED_TIME,
        static_cast<long>(std::max<std::int64_t>(1, request.stall_timeout.count() / 1'000)));
  }
  if (request.on_upload || request.on_wait) {
    set(h, CURLOPT_NOPROGRESS, 0L);
    set(h, CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(h, CURLOPT_XFERINFODATA, &call);
  }
}

}  // namespace

struct Client::State {
  base::Mutex mutex;
  std::vector<CurlHandle> idle GUARDED_BY(mutex);  // each with its open connections

  CurlHandle take() {
    base::MutexLock lock(mutex);
    if (idle.empty()) return make_curl();
    CurlHandle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }
  void give(CurlHandle handle) {
    curl_easy_reset(handle.get());  // options go, connections stay
    base::MutexLock lock(mutex);
    if (idle.size() < 8) idle.push_back(std::move(handle));
  }
};

Client::Client() : state_(std::make_unique<State>()) {}
Client::~Client() = default;

Result<ClientResponse> Client::send(const ClientRequest& request) {
  CurlHandle handle = state_->take();
  if (!handle) return fail(ErrorCode::kExhausted, "no memory for an HTTP call");
  Call call(request);
  call.handle = handle.get();
  CurlList headers;
  TRY(set_headers(request, headers));
  TRY(set_body(call, headers));
  set_transport(call);
  set(call.handle, CURLOPT_HTTPHEADER, headers.get());
  char details[CURL_ERROR_SIZE] = "";
  set(call.handle, CURLOPT_ERRORBUFFER, static_cast<char*>(details));
  const SigpipeBlock block;
  const CURLcode code = curl_easy_perform(call.handle);
  // A server that answers early (413) and closes is heard although we could not send it all.
  const bool answered =
      (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR) && call.response.status >= 400;
  if (call.too_large)
    return fail(ErrorCode::kExhausted, request.url + ": the response is larger than is taken");
  if (code != CURLE_OK && call.not_public)
    return fail(ErrorCode::kForbidden, request.url + " leads to an address that is not public");
  if (code == CURLE_ABORTED_BY_CALLBACK && request.on_wait)
    return fail(ErrorCode::kCancelled, request.url + ": the call was ended");
  if (code != CURLE_OK && !call.stopped && !answered) return curl_error(code, details, request.url);
  if (!call.stopped) state_->give(std::move(handle));
  return std::move(call.response);
}

}  // namespace millrace::net
