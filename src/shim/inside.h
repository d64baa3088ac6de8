// The inner half: PID 1 of the sandbox. Reaps, passes signals on to the command's process group,
// tells the raw wait status, opens terminals and connections for the outer half. Dies with it.
#pragma once

namespace millrace::shim {

// The descriptors it is started with.
inline constexpr int kControlFd = 3;  // packets to and from the outer half
inline constexpr int kOrderFd = 4;    // InsideOrder as JSON, from its beginning

int run_inside();  // the exit status; a success never returns

}  // namespace millrace::shim
