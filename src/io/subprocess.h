// Child processes without a shell: argument list, environment, folder and descriptors as told, and
// nothing else of ours leaks in. A Subprocess belongs to one thread; spawn and capture are
// thread-safe.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/fd.h"

namespace millrace::io {

// Where one of the three standard streams of a child leads.
struct Stream {
  enum class Kind { kNull, kInherit, kPipe, kFd, kReadFile, kAppendFile } kind = Kind::kNull;
  int fd = -1;         // kFd: stays the caller's
  std::string path{};  // kReadFile, kAppendFile (made with 0640 when absent)

  static Stream null() { return {}; }
  static Stream inherit() { return {Kind::kInherit}; }
  static Stream pipe() { return {Kind::kPipe}; }
  static Stream to_fd(int fd) { return {Kind::kFd, fd}; }
  static Stream read_file(std::string path) { return {Kind::kReadFile, -1, std::move(path)}; }
  static Stream append_file(std::string path) { return {Kind::kAppendFile, -1, std::move(path)}; }
};

struct Command {
  std::vector<std::string> argv;  // argv[0] without a '/' is looked for on our PATH
  std::optional<std::vector<std::string>> environment{};  // "NAME=value"; absent: ours
  std::string directory{};                                // empty: ours
  Stream in = Stream::null();
  Stream out = Stream::inherit();
  Stream err = Stream::inherit();
  std::vector<std::pair<int, int>> pass{};  // (our descriptor, its number in the child ≥ 3)
  // A new session has no terminal and is its own process group: kill(kGroup) reaches all of it.
  enum class Session { kOurs, kNew } session = Session::kOurs;
};

struct ExitStatus {
  int code = 0;    // of exit(), when signal is 0
  int signal = 0;  // the signal that ended it, else 0
  bool success() const { return code == 0 && signal == 0; }
  std::string to_string() const;  // "exit status 3", "killed by signal 9"
};

class Subprocess {
 public:
  // An error if the program could not be started at all (not found, no such folder, …).
  static Result<Subprocess> spawn(const Command& command);
  Subprocess(Subprocess&&) noexcept;
  Subprocess& operator=(Subprocess&&) noexcept;
  ~Subprocess();  // still running: SIGKILL, and reaped

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  // readable once it has ended
  Fd& in() { return in_; }                    // our ends of kPipe streams
  Fd& out() { return out_; }
  Fd& err() { return err_; }

  Result<ExitStatus> wait();
  // nullopt: still running when the time was over.
  Result<std::optional<ExitStatus>> wait_for(base::Duration timeout);
  enum class Target { kProcess, kGroup };  // kGroup only with Session::kNew
  Result<void> kill(int signal, Target target = Target::kProcess);  // ended already: success
  pid_t release();  // it outlives this object; the caller (or init) reaps it

 private:
  Subprocess() = default;
  Result<std::optional<ExitStatus>> reap(int options);
  void end();

  pid_t pid_ = -1;
  Fd pidfd_, in_, out_, err_;
  std::optional<ExitStatus> status_{};
};

struct CaptureOptions {
  base::Duration timeout{30'000};
  std::size_t max_bytes = std::size_t{1} << 20;  // of each stream; the rest is read and dropped
  std::string input{};
};
struct Captured {
  ExitStatus status;
  std::string out;
  std::string err;
  bool cut = false;  // a stream was longer than max_bytes
};
// Runs it in a session of its own with `input`, and takes both outputs. After the time-out the
// whole group is killed and kTimeout returned. in, out, err and session of `command` are
// overridden.
Result<Captured> capture(Command command, const CaptureOptions& options = {});

// The first executable file of that name on PATH; names with a '/' come back as they are.
Result<std::string> find_program(const std::string& name);

}  // namespace millrace::io
