// One running sandbox as its keeper outside sees it: started in the instance's control group and
// network, its output in a pipe, its inner half at the other end of a socket. One thread.
#pragma once
#include <optional>

#include "io/subprocess.h"
#include "shim/cgroup.h"
#include "shim/messages.h"
#include "shim/user_network.h"

namespace millrace::shim {

class Sandbox {
 public:
  // `group` may be null. The sandbox does not run after this object is gone.
  static Result<Sandbox> start(const ShimPlan& plan, const InsideOrder& order, Cgroup* group);
  int output() const { return output_.get(); }    // non-blocking; ends when all in it are dead
  int control() const { return control_.get(); }  // packets of messages.h
  int ended() const { return process_.pidfd(); }  // readable once the sandbox is gone
  // Everything in it, at once. True when nothing is left.
  bool kill_tree(base::Clock& clock);
  Result<io::ExitStatus> wait() { return process_.wait(); }

 private:
  Sandbox(io::Subprocess process, io::Fd output, io::Fd control, Cgroup* group)
      : process_(std::move(process)),
        output_(std::move(output)),
        control_(std::move(control)),
        group_(group) {}
  io::Subprocess process_;
  std::optional<UserNetwork> network_{};
  io::Fd output_, control_;
  Cgroup* group_;
};

// The trampoline between the keeper and bubblewrap: joins control groups and a network namespace,
// then becomes the command. Arguments: FILE… [--net FILE] -- COMMAND….  Returns only on failure.
int enter(const std::vector<std::string>& arguments);

}  // namespace millrace::shim
