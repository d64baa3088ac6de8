#include "runtime/local/machine.h"

#include <sched.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

// What programs expect of /etc and that tells nothing of this host; passwd, group and hosts are
// made for each instance.
constexpr const char* kEtc[] = {"alternatives",
                                "ca-certificates.conf",
                                "debian_version",
                                "fonts",
                                "gai.conf",
                                "host.conf",
                                "inputrc",
                                "java-17-openjdk",
                                "ld.so.cache",
                                "ld.so.conf",
                                "ld.so.conf.d",
                                "libnl-3",
                                "locale.alias",
                                "localtime",
                                "magic",
                                "magic.mime",
                                "mime.types",
                                "netconfig",
                                "networks",
                                "OpenCL",
                                "openmpi",
                                "os-release",
                                "perl",
                                "pip.conf",
                                "profile",
                                "profile.d",
                                "protocols",
                                "python3",
                                "python3.11",
                                "resolv.conf",
                                "rpc",
                                "services",
                                "shells",
                                "ssl/certs",
                                "ssl/openssl.cnf",
                                "terminfo",
                                "timezone",
                                "vim",
                                "vulkan",
                                "bash.bashrc",
                                "xattr.conf"};
constexpr const char* kTop[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
constexpr const char* kSystem[] = {"/sys/devices/system/cpu", "/sys/devices/system/node"};

std::int64_t memory_bytes() {
  // "MemTotal:       24668184 kB"
  const std::string text = shim::get("/proc/meminfo");
  for (const auto line : base::split(text, '\n')) {
    if (!line.starts_with("MemTotal:")) continue;
    auto number = base::trim(line.substr(9));
    if (number.ends_with(" kB")) number.remove_suffix(3);
    return base::parse_int(base::trim(number)).value_or(0) * 1024;
  }
  return 0;
}

std::int64_t cores() {
  cpu_set_t mine;
  CPU_ZERO(&mine);
  if (::sched_getaffinity(0, sizeof mine, &mine) != 0) return 1;
  return CPU_COUNT(&mine);
}

}  // namespace

Rights our_rights() {
  return ::geteuid() == 0 ? Rights::kRoot : Rights::kUser;
}

NodeFacts look_at_machine(const std::string& name, const std::string& data) {
  NodeFacts facts;
  facts.name = name;
  facts.cpu_millis = cores() * 1000;
  facts.memory_bytes = memory_bytes();
  struct statvfs disk {};
  if (::statvfs(data.c_str(), &disk) == 0)
    facts.disk_bytes =
        static_cast<std::int64_t>(disk.f_blocks) * static_cast<std::int64_t>(disk.f_frsize);
  return facts;
}

std::vector<shim::RootEntry> host_root() {
  std::vector<shim::RootEntry> out{{"/usr", ""}};
  for (const char* path : kTop) {
    std::array<char, 4096> target{};
    const ssize_t n = ::readlink(path, target.data(), target.size() - 1);
    if (n > 0)
      out.push_back({path, std::string(target.data(), static_cast<std::size_t>(n))});
    else if (::access(path, F_OK) == 0)
      out.push_back({path, ""});
  }
  for (const char* name : kEtc) {
    const std::string path = std::string("/etc/") + name;
    if (::access(path.c_str(), F_OK) == 0) out.push_back({path, ""});
  }
  for (const char* path : kSystem)
    if (::access(path, F_OK) == 0) out.push_back({path, ""});
  return out;
}

}  // namespace millrace::runtime
