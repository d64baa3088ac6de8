#include "shim/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "shim/seccomp.h"

namespace millrace::shim {
namespace {

Error failed(const char* what) {
  return base::from_errno(errno, what);
}

// The kernel's own calls: libc's wrappers would tell other threads, and there are none.
Result<void> become(const InsideOrder& order) {
  if (order.uid < 0) return {};
  for (int capability = 0; capability <= CAP_LAST_CAP; ++capability)
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EINVAL)
      return failed("drop a capability");
  std::vector<gid_t> groups(order.groups.begin(), order.groups.end());
  if (::setgroups(groups.size(), groups.data()) != 0) return failed("set the groups");
  const auto gid = static_cast<gid_t>(order.gid);
  const auto uid = static_cast<uid_t>(order.uid);
  if (::setresgid(gid, gid, gid) != 0) return failed("become the group");
  if (::setresuid(uid, uid, uid) != 0) return failed("become the user");
  return {};
}

Result<void> drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return failed("drop the capabilities");
  return {};
}

}  // namespace

Result<void> give_up_privileges(const InsideOrder& order) {
  TRY(become(order));
  TRY(drop_capabilities());
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("forbid new privileges");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failed("forbid tracing");
  // Changing the user cleared it: the tree dies with the sandbox's keeper outside.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return failed("tie to the parent");
  return forbid_dangerous_calls();
}

}  // namespace millrace::shim
