#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "io/socket.h"

namespace millrace::io {
namespace {

constexpr std::size_t kMostFds = 64;

// A socket address for any path: through a descriptor of its folder when it is too long.
struct UnixAddress {
  sockaddr_un raw{};
  Fd folder{};
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&raw); }
};

Result<UnixAddress> address_of(const std::string& path) {
  UnixAddress address;
  address.raw.sun_family = AF_UNIX;
  std::string shown = path;
  if (path.size() >= sizeof address.raw.sun_path) {
    const auto slash = path.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    address.folder = Fd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!address.folder) return base::from_errno(errno, "open " + folder);
    shown = "/proc/self/fd/" + std::to_string(address.folder.get()) + "/" + name;
  }
  if (shown.empty() || shown.size() >= sizeof address.raw.sun_path)
    return fail(ErrorCode::kInvalid, "the name of the socket is too long or empty: " + path);
  std::memcpy(address.raw.sun_path, shown.c_str(), shown.size() + 1);
  return address;
}

Result<Fd> new_socket() {
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return base::from_errno(errno, "make a socket");
  return fd;
}

}  // namespace

Result<Fd> connect_unix(const std::string& path) {
  TRY_ASSIGN(const UnixAddress address, address_of(path));
  TRY_ASSIGN(Fd fd, new_socket());
  int result = 0;
  do {
    result = ::connect(fd.get(), address.get(), sizeof address.raw);
  } while (result != 0 && errno == EINTR);
  if (result != 0) return base::from_errno(errno, "connect to " + path);
  return fd;
}

Result<Fd> listen_unix(const std::string& path, std::uint32_t mode) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode))
      return fail(ErrorCode::kAlreadyExists, path + " is there and is not a socket");
    if (connect_unix(path)) return fail(ErrorCode::kConflict, "somebody listens on " + path);
    if (::unlink(path.c_str()) != 0) return base::from_errno(errno, "remove stale " + path);
  }
  TRY_ASSIGN(const UnixAddress address, address_of(path));
  TRY_ASSIGN(Fd fd, new_socket());
  // The file takes the socket's mode less the umask: nobody can connect before it is right.
  if (::fchmod(fd.get(), mode) != 0) return base::from_errno(errno, "set the mode of " + path);
  if (::bind(fd.get(), address.get(), sizeof address.raw) != 0)
    return base::from_errno(errno, "listen on " + path);
  if (::chmod(path.c_str(), mode) != 0 || ::listen(fd.get(), 128) != 0)
    return base::from_errno(errno, "listen on " + path);
  return fd;
}

Result<void> send_fds(int unix_socket, std::string_view bytes, std::span<const int> fds) {
  if (bytes.empty() || fds.size() > kMostFds)
    return fail(ErrorCode::kInvalid,
                "descriptors travel with at least one byte, at most 64 at once");
  iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostFds)> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
  }
  ssize_t n = 0;
  do {
    n = ::sendmsg(unix_socket, &message, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return base::from_errno(errno, "send descriptors");
  return send_all(unix_socket, bytes.substr(static_cast<std::size_t>(n)));
}

Result<Received> receive_fds(int unix_socket, std::size_t max_bytes) {
  Received received;
  received.bytes.resize(max_bytes);
  iovec piece{received.bytes.data(), max_bytes};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostFds)> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t n = 0;
  do {
    n = ::recvmsg(unix_socket, &message, MSG_CMSG_CLOEXEC);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return base::from_errno(errno, "receive descriptors");
  received.bytes.resize(static_cast<std::size_t>(n));
  for (cmsghdr* h = CMSG_FIRSTHDR(&message); h != nullptr; h = CMSG_NXTHDR(&message, h)) {
    if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(h) + i * sizeof(int), sizeof fd);
      received.fds.emplace_back(fd);
    }
  }
  if ((message.msg_flags & MSG_CTRUNC) != 0)
    return fail(ErrorCode::kExhausted, "more descriptors came than can be taken");
  return received;
}

}  // namespace millrace::io
