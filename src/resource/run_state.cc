#include "resource/run_state.h"

#include <fmt/core.h>

namespace millrace::resource {
namespace {

constexpr std::size_t kStates = 10;
using S = RunState;

// Row: from; bits: to.
constexpr unsigned bit(S s) {
  return 1U << static_cast<unsigned>(s);
}
constexpr unsigned kMay[kStates] = {
    /* idle       */ bit(S::kPreparing) | bit(S::kQueued),
    /* preparing  */ bit(S::kQueued) | bit(S::kFailed) | bit(S::kStopping) | bit(S::kStopped),
    /* queued     */ bit(S::kStarting) | bit(S::kFailed) | bit(S::kStopping) | bit(S::kStopped),
    /* starting   */ bit(S::kRunning) | bit(S::kSucceeded) | bit(S::kFailed) | bit(S::kStopping) |
        bit(S::kRecovering),
    /* running    */ bit(S::kSucceeded) | bit(S::kFailed) | bit(S::kStopping) | bit(S::kRecovering),
    /* recovering */ bit(S::kQueued) | bit(S::kStarting) | bit(S::kFailed) | bit(S::kStopping) |
        bit(S::kStopped),
    /* stopping   */ bit(S::kStopped) | bit(S::kSucceeded) | bit(S::kFailed) | bit(S::kIdle),
    /* succeeded  */ 0,
    /* failed     */ 0,
    /* stopped    */ 0,
};

constexpr std::string_view kSentences[] = {
    "",
    "Code and data are being made ready.",
    "Waiting until enough free resources come together.",
    "An earlier or more urgent run waits for the same resources and comes first.",
    "No node of the cluster is large enough, even when empty. Choose a smaller flavor.",
    "The nodes that could hold it are cordoned or lost.",
    "A fault was found; the run is being restarted.",
    "The run is being stopped.",
    "Stopped by a user.",
    "The command ended with a non-zero status.",
    "The command was killed by a signal.",
    "The instance used more memory than its flavor has. Choose a larger flavor.",
    "The node that ran it was lost.",
    "A card reported a fault.",
    "The instance's supervisor died without a record of its end.",
    "The image does not exist.",
    "The Python requirements could not be installed; the log says why.",
    "The sandbox could not be made; the log says why.",
    "The instance did not start in time.",
    "The run failed and has no restarts left.",
    "What the run made could not be kept; the server's log says why.",
};

}  // namespace

bool may_advance(RunState from, RunState to) {
  return (kMay[static_cast<std::size_t>(from)] & bit(to)) != 0;
}

std::string Reason::text() const {
  if (code == ReasonCode::kNone) return "";
  return detail.empty() ? std::string(word(code)) : fmt::format("{}({})", word(code), detail);
}

std::string Reason::words() const {
  return std::string(kSentences[static_cast<std::size_t>(code)]);
}

}  // namespace millrace::resource
