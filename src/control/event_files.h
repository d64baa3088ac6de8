// The tfevents files of one run while they are read in pieces: whole records become points, the
// rest is carried on, also over a restart of the server. Used by one thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "metrics/scalars_store.h"
#include "runtime/runtime.h"

namespace millrace::control {

class EventFiles {
 public:
  static Result<EventFiles> restore(const std::string& carry);  // as carry() gave it; "": none yet
  // Pieces of a file come in order; one that begins at 0 again is a file begun anew.
  void take(const runtime::ScalarRecord& piece, std::vector<metrics::ScalarPoint>& out);
  std::string carry() const;

 private:
  struct File {
    std::uint64_t resume = 0;  // all before it is done
    std::string pending{};     // bytes from `resume` on
    std::uint64_t end = 0;     // of the bytes seen
    enum class Health {
      kGood,
      kBroken
    } health = Health::kGood;  // broken: no later record can be found
  };
  std::map<std::string, File> files_;
};

// "loss" of the file "run1/events…" is "run1/loss", as TensorBoard shows it.
std::string tag_of(const std::string& file, const std::string& tag);

}  // namespace millrace::control
