// Files as response bodies: conditions, one range, and a source that reads piece by piece.
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "base/strings.h"
#include "io/fd.h"
#include "net/etag.h"
#include "net/outgoing.h"

namespace millrace::net {
namespace {

class FileSource final : public StreamSource {
 public:
  FileSource(io::Fd file, std::uint64_t offset, std::uint64_t length)
      : file_(std::move(file)), offset_(offset), left_(length) {}
  void start(Waker) override {}
  Pulled pull(std::size_t max_bytes) override {
    if (left_ == 0) return {Pulled::Kind::kEnd};
    Pulled pulled{Pulled::Kind::kData};
    pulled.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left_, max_bytes)));
    const ssize_t n =
        pread(file_.get(), pulled.bytes.data(), pulled.bytes.size(), static_cast<off_t>(offset_));
    if (n <= 0) return {Pulled::Kind::kEnd};  // shorter than announced: the connection is cut
    pulled.bytes.resize(static_cast<std::size_t>(n));
    offset_ += static_cast<std::uint64_t>(n);
    left_ -= static_cast<std::uint64_t>(n);
    return pulled;
  }

 private:
  io::Fd file_;
  std::uint64_t offset_;
  std::uint64_t left_;
};

std::string http_time(time_t t) {
  tm parts{};
  gmtime_r(&t, &parts);
  char text[40];
  return {text, strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

bool not_modified(const Request& request, std::string_view etag, time_t modified) {
  if (const auto* match = request.headers.find("if-none-match")) return lists_etag(*match, etag);
  const auto* since = request.headers.find("if-modified-since");
  if (since == nullptr) return false;
  tm parts{};
  const char* end = strptime(since->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return end != nullptr && *end == '\0' && modified <= timegm(&parts);
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};
enum class RangeKind { kWhole, kPart, kUnsatisfiable };

// "bytes=a-b", "bytes=a-", "bytes=-n". Several ranges or another form: the whole file, as RFC 9110
// allows.
RangeKind parse_range(std::string_view text, std::uint64_t size, Range& range) {
  if (!text.starts_with("bytes=")) return RangeKind::kWhole;
  text.remove_prefix(6);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || text.find(',') != std::string_view::npos)
    return RangeKind::kWhole;
  const auto left = text.substr(0, dash);
  const auto right = text.substr(dash + 1);
  const auto first = base::parse_int(left);
  const auto last = base::parse_int(right);
  if ((!left.empty() && (!first || *first < 0)) || (!right.empty() && (!last || *last < 0)) ||
      (left.empty() && right.empty()))
    return RangeKind::kWhole;
  if (left.empty()) {
    const auto n = std::min(static_cast<std::uint64_t>(*last), size);
    range = {size - n, n};
    return n == 0 ? RangeKind::kUnsatisfiable : RangeKind::kPart;
  }
  const auto from = static_cast<std::uint64_t>(*first);
  if (!right.empty() && *last < *first) return RangeKind::kWhole;
  if (from >= size) return RangeKind::kUnsatisfiable;
  const auto to = right.empty() ? size - 1 : std::min(static_cast<std::uint64_t>(*last), size - 1);
  range = {from, to - from + 1};
  return RangeKind::kPart;
}

Outgoing from_problem(const Request& request, const Error& error) {
  return prepare(request, problem(error, request.request_id));
}

}  // namespace

std::string file_etag(const struct stat& info) {
  return fmt::format("\"{:x}-{:x}-{:x}\"", info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                     static_cast<std::uint64_t>(info.st_size));
}

bool lists_etag(std::string_view value, std::string_view etag) {
  if (base::trim(value) == "*") return true;
  for (auto part : base::split(value, ',')) {
    part = base::trim(part);
    if (part.starts_with("W/")) part.remove_prefix(2);
    if (part == etag) return true;
  }
  return false;
}

Outgoing prepare_file(const Request& request, int status, Headers headers, const FileBody& body) {
  // O_NONBLOCK: a FIFO in the place of a file must not hold a worker.
  io::Fd file = body.file
                    ? std::move(*body.file)
                    : io::Fd(open(body.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR)
      return from_problem(request, fail(ErrorCode::kNotFound, "there is no such file"));
    return from_problem(request, base::from_errno(errno, "cannot open a file to send"));
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0)
    return from_problem(request, base::from_errno(errno, "cannot look at a file to send"));
  if (!S_ISREG(info.st_mode))
    return from_problem(request, fail(ErrorCode::kNotFound, "there is no such file"));
  const auto size = static_cast<std::uint64_t>(info.st_size);
  std::string etag = file_etag(info);
  if (const auto* own = headers.find("etag")) etag = *own;
  headers.set("ETag", etag);
  headers.set("Last-Modified", http_time(info.st_mtim.tv_sec));
  headers.set("Accept-Ranges", "bytes");

  Outgoing outgoing;
  outgoing.status = status;
  outgoing.headers = std::move(headers);
  if (status == 200 && not_modified(request, etag, info.st_mtim.tv_sec)) {
    outgoing.status = 304;
    return outgoing;
  }
  Range range{0, size};
  const auto* asked = request.headers.find("range");
  const auto* if_range = request.headers.find("if-range");
  const bool fits =
      if_range == nullptr || *if_range == etag || *if_range == http_time(info.st_mtim.tv_sec);
  if (status == 200 && asked != nullptr && fits) {
    switch (parse_range(*asked, size, range)) {
      case RangeKind::kWhole:
        break;
      case RangeKind::kUnsatisfiable:
        outgoing.status = 416;
        outgoing.headers.set("Content-Range", fmt::format("bytes */{}", size));
        return outgoing;
      case RangeKind::kPart:
        outgoing.status = 206;
        outgoing.headers.set("Content-Range", fmt::format("bytes {}-{}/{}", range.first,
                                                          range.first + range.length - 1, size));
        break;
    }
  }
  outgoing.length = range.length;
  outgoing.source = std::make_shared<FileSource>(std::move(file), range.first, range.length);
  return outgoing;
}

}  // namespace millrace::net
