// SIGTERM and SIGINT as a question that the training asks between steps: the first asks for a
// checkpoint and an end, the second ends the process at once. One at a time in a process.
#pragma once

namespace millrace::train {

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();  // as it was before
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  static bool wanted();
};

}  // namespace millrace::train
