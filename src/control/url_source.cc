#include "control/url_source.h"

#include <fmt/core.h>

#include "base/encode.h"
#include "base/strings.h"

namespace millrace::control {
namespace {

using net::ClientRequest;
constexpr int kHops = 6, kAttempts = 3;
constexpr Duration kStall{60'000}, kBeforeRetry{2'000};

// Answers of machines that a user named must not be readable through our words.
Error words_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kCancelled:
      return error;
    case ErrorCode::kInvalid:
      return fail(ErrorCode::kInvalid, "the address cannot be called");
    case ErrorCode::kForbidden:
      return fail(ErrorCode::kForbidden,
                  "the address leads to a machine that is not public, which this server does not "
                  "allow");
    case ErrorCode::kTimeout:
      return fail(ErrorCode::kTimeout, "no answer in time");
    default:
      return fail(ErrorCode::kUnavailable, "nobody answered");
  }
}

std::string absolute(const std::string& from, const std::string& location) {
  if (location.find("://") != std::string::npos) return location;
  const std::size_t host = from.find("://") + 3;
  const std::string origin = from.substr(0, from.find('/', host));
  return location.starts_with('/') ? origin + location
                                   : from.substr(0, from.rfind('/') + 1) + location;
}

std::string file_name(std::string url) {
  url = url.substr(0, url.find_first_of("?#"));
  url = url.substr(url.find("://") + 3);
  const std::size_t slash = url.rfind('/');
  const auto name = base::percent_decode(slash == url.npos ? "" : url.substr(slash + 1));
  const bool plain = name && !name->empty() && name->find('/') == name->npos && *name != "." &&
                     *name != ".." && base::is_utf8(*name);
  return plain ? *name : "file";
}

class Fetch {
 public:
  Fetch(io::FileSystem& files, const std::string& path, const UrlLimits& limits,
        ImportProgress& progress)
      : files_(files), path_(path), limits_(limits), progress_(progress) {}

  Result<std::string> once(std::string url) {
    progress_.begin_again();
    for (int hop = 0; hop < kHops; ++hop) {
      TRY(announce(url));
      TRY_ASSIGN(const auto answer, get(url));
      if (answer.status / 100 == 2) {
        TRY(file_->sync());
        return file_name(url);
      }
      const std::string* to = answer.headers.find("location");
      if (answer.status / 100 != 3 || to == nullptr)
        return fail(answer.status >= 500 ? ErrorCode::kUnavailable : ErrorCode::kInvalid,
                    fmt::format("the address answered with status {}", answer.status));
      url = absolute(url, *to);
      if (!url.starts_with("https://") && !url.starts_with("http://"))
        return fail(ErrorCode::kInvalid, "the address leads to one that is not http or https");
    }
    return fail(ErrorCode::kInvalid, "the address leads on and on to others");
  }

 private:
  ClientRequest request(const std::string& url) {
    ClientRequest request{.url = url};
    request.headers.add("User-Agent", "Millrace");
    request.peers = limits_.peers;
    request.connect_timeout = Duration{15'000};
    request.stall_timeout = kStall;
    request.max_response_bytes = 64 << 10;
    request.on_wait = [this] {
      return progress_.add(0) ? ClientRequest::Next::kContinue : ClientRequest::Next::kStop;
    };
    return request;
  }

  // How much it will be, where the server says so; servers that do not take HEAD are asked no more.
  Result<void> announce(const std::string& url) {
    ClientRequest head = request(url);
    head.method = "HEAD";
    head.timeout = Duration{15'000};
    const auto answer = client_.send(head);
    if (!answer || answer->status / 100 != 2) return {};
    const std::string* length = answer->headers.find("content-length");
    const auto bytes = length ? base::parse_int(*length) : std::nullopt;
    if (!bytes || *bytes < 0) return {};
    if (static_cast<std::uint64_t>(*bytes) > limits_.max_bytes) return too_large();
    return progress_.expect(static_cast<std::uint64_t>(*bytes));
  }

  Result<net::ClientResponse> get(const std::string& url) {
    if (io::exists(files_, path_)) TRY(files_.remove(path_));
    TRY_ASSIGN(file_, files_.open(path_, io::FileSystem::Open::kCreateNew));
    std::uint64_t have = 0;
    Result<void> taken;
    ClientRequest wanted = request(url);
    wanted.on_body = [&](std::string_view piece) {
      have += piece.size();
      if (have > limits_.max_bytes)
        taken = too_large();
      else if (taken = file_->append(piece); taken)
        taken = progress_.add(piece.size());
      return taken ? ClientRequest::Next::kContinue : ClientRequest::Next::kStop;
    };
    auto answer = client_.send(wanted);
    TRY(taken);
    if (!answer) return words_for(answer.error());
    return answer;
  }

  Error too_large() const {
    return fail(
        ErrorCode::kInvalid,
        fmt::format("the file is larger than the {} GiB that are taken", limits_.max_bytes >> 30));
  }

  io::FileSystem& files_;
  const std::string& path_;
  const UrlLimits& limits_;
  ImportProgress& progress_;
  net::Client client_;
  std::unique_ptr<io::File> file_;
};

}  // namespace

Result<std::string> fetch_url(io::FileSystem& files, Clock& clock, const std::string& url,
                              const std::string& path, const UrlLimits& limits,
                              ImportProgress& progress) {
  Fetch fetch(files, path, limits, progress);
  for (int attempt = 1;; ++attempt) {
    auto name = fetch.once(url);
    const bool again = !name && (name.error().code == ErrorCode::kUnavailable ||
                                 name.error().code == ErrorCode::kTimeout);
    if (!again || attempt == kAttempts) return name;
    clock.sleep_for(kBeforeRetry);
  }
}

}  // namespace millrace::control
