#include "shim/sandbox_arguments.h"

#include <algorithm>
#include <set>

#include "shim/user_network.h"

namespace millrace::shim {
namespace {

class Arguments {
 public:
  template <class... Words>
  void add(Words&&... words) {
    (out_.emplace_back(std::forward<Words>(words)), ...);
  }

  // bubblewrap makes missing parents with mode 0700: made here first, for all to pass.
  void parents(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string parent = path.substr(0, slash);
      if (made_.insert(parent).second) add("--perms", "0755", "--dir", parent);
    }
  }

  void made(const std::string& path) { made_.insert(path); }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  std::vector<std::string> out_;
  std::set<std::string> made_;
};

void add_namespaces(Arguments& out, const ShimPlan& plan) {
  out.add("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--as-pid-1", "--die-with-parent");
  out.add("--hostname", plan.hostname, "--clearenv");
  if (plan.network_namespace.empty()) out.add("--unshare-net");
  if (!plan.user_network.empty())
    for (auto& word : UserNetwork::arguments()) out.add(std::move(word));
  if (plan.uid < 0) {
    out.add("--unshare-user", "--disable-userns", "--cap-drop", "ALL");
    return;
  }
  // What the inner half needs to become the user, and gives up then.
  out.add("--cap-drop", "ALL");
  for (const char* capability : {"CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"})
    out.add("--cap-add", capability);
}

void add_root(Arguments& out, const ShimPlan& plan) {
  for (const auto& entry : plan.root) {
    out.parents(entry.path);
    if (entry.link.empty())
      out.add("--ro-bind-try", entry.path, entry.path);
    else
      out.add("--symlink", entry.link, entry.path);
    out.made(entry.path);
  }
  out.add("--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm");
  for (const char* made : {"/proc", "/dev", "/dev/shm"}) out.made(made);
  for (const auto& device : plan.devices) {
    out.parents(device);
    out.add("--dev-bind-try", device, device);
  }
}

}  // namespace

std::vector<std::string> sandbox_arguments(const ShimPlan& plan,
                                           const std::vector<std::string>& inside) {
  Arguments out;
  out.add(plan.sandbox_program);
  add_namespaces(out, plan);
  add_root(out, plan);
  auto mounts = plan.mounts;
  // Parents before what is mounted below them.
  std::stable_sort(mounts.begin(), mounts.end(), [](const auto& a, const auto& b) {
    return std::count(a.target.begin(), a.target.end(), '/') <
           std::count(b.target.begin(), b.target.end(), '/');
  });
  for (const auto& mount : mounts) {
    out.parents(mount.target);
    out.add(mount.access == protocol::MountAccess::kReadWrite ? "--bind" : "--ro-bind",
            mount.source, mount.target);
    out.made(mount.target);
  }
  out.parents(std::string(kShimInside));
  out.add("--ro-bind", plan.shim_program, std::string(kShimInside));
  out.add("--remount-ro", "/", "--", std::string(kShimInside));
  for (const auto& word : inside) out.add(word);
  return out.take();
}

}  // namespace millrace::shim
