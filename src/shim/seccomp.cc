#include "shim/seccomp.h"

#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>

namespace millrace::shim {
namespace {

constexpr int kForbidden[] = {
    // mounts and roots
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    // namespaces
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    // the kernel, its modules, clock, accounting and swap
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(syslog),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(vhangup),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    // keys, tracing of the kernel, and doors that were open before
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(nfsservctl),
};

constexpr std::uint64_t kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                          CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                          CLONE_NEWNET | CLONE_NEWTIME;
constexpr int kForbiddenFamilies[] = {AF_PACKET, AF_VSOCK, AF_ALG, AF_BLUETOOTH, AF_TIPC,
                                      AF_RDS,    AF_CAN,   AF_XDP, AF_KEY};

// Negative returns are -errno; the first one is kept.
class Rules {
 public:
  Rules() : context_(::seccomp_init(SCMP_ACT_ALLOW), &::seccomp_release) {
    if (!context_) error_ = -ENOMEM;
    // Calls by another convention (x32, i386) would pass the rules by.
    else
      error_ = ::seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
  }

  template <class... Conditions>
  void forbid(int error, int call, Conditions... conditions) {
    if (error_ != 0) return;
    error_ = ::seccomp_rule_add(context_.get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)),
                                call, sizeof...(Conditions), conditions...);
  }

  int load() { return error_ != 0 ? error_ : ::seccomp_load(context_.get()); }

 private:
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
  int error_ = 0;
};

}  // namespace

Result<void> forbid_dangerous_calls() {
  Rules rules;
  for (const int call : kForbidden) rules.forbid(EPERM, call);
  for (std::uint64_t flag = 1; flag != 0 && flag <= kNamespaceFlags; flag <<= 1)
    if ((kNamespaceFlags & flag) != 0)
      rules.forbid(EPERM, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
  // Its flags lie in memory where no filter sees them; C libraries fall back to clone.
  rules.forbid(ENOSYS, SCMP_SYS(clone3));
  for (const int family : kForbiddenFamilies)
    rules.forbid(EPERM, SCMP_SYS(socket),
                 SCMP_A0(SCMP_CMP_EQ, static_cast<std::uint64_t>(family), 0));
  for (const std::uint64_t type : {std::uint64_t{S_IFCHR}, std::uint64_t{S_IFBLK}}) {
    rules.forbid(EPERM, SCMP_SYS(mknod), SCMP_A1(SCMP_CMP_MASKED_EQ, S_IFMT, type));
    rules.forbid(EPERM, SCMP_SYS(mknodat), SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, type));
  }
  // Typing into the terminal of somebody else.
  for (const std::uint64_t request : {std::uint64_t{TIOCSTI}, std::uint64_t{TIOCLINUX}})
    rules.forbid(EPERM, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffU, request));
  if (const int error = rules.load(); error != 0)
    return base::from_errno(-error, "set the system call filter");
  return {};
}

}  // namespace millrace::shim
