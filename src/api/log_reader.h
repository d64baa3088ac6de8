// The log of one instance over all attempts of its run, in order. Used by one thread at a time.
#pragma once
#include <string>

#include "runtime/runtime.h"
#include "store/store.h"

namespace millrace::api {

class LogReader {
 public:
  // `start`: a cursor of Runtime::read ("", "tail:N", "since:UNIX_MS"); tails are of the newest
  // attempt.
  LogReader(runtime::Runtime& runtime, store::Store& store, std::string run_id,
            std::int64_t instance, std::int64_t first_attempt, std::string start)
      : runtime_(runtime),
        store_(store),
        run_id_(std::move(run_id)),
        instance_(instance),
        attempt_(first_attempt),
        cursor_(std::move(start)) {}

  struct Piece {
    enum class Next {
      kMore,
      kLater,
      kEnd
    } next = Next::kLater;  // kEnd: the run has ended and all was read
    std::string bytes;
  };
  Result<Piece> read(std::size_t max_bytes);

 private:
  runtime::Runtime& runtime_;
  store::Store& store_;
  std::string run_id_;
  std::int64_t instance_;
  std::int64_t attempt_;
  std::string cursor_;
};

}  // namespace millrace::api
