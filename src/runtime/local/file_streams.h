// Reading a run's own files as streams with cursors: lines and bytes of one file, records of many.
// Functions; thread-safe.
#pragma once
#include "runtime/runtime.h"

namespace millrace::runtime {

// What the file holds more than it does now: kMoreLater, or kEnd when nobody writes any more. A
// file that became shorter is read from its beginning again.
enum class Writers { kAlive, kGone };

// Whole lines only, but for the last one when nobody writes any more. A line longer than max_bytes
// is passed over.
Result<Chunk> read_lines(const std::string& root, const std::string& file,
                         const std::string& cursor, std::size_t max_bytes, Writers writers);
Result<Chunk> read_bytes(const std::string& root, const std::string& file,
                         const std::string& cursor, std::size_t max_bytes, Writers writers);
// ScalarRecords of all tfevents files below `folder`; the cursor holds each file's offset.
Result<Chunk> read_scalars(const std::string& root, const std::string& folder,
                           const std::string& cursor, std::size_t max_bytes, Writers writers);

}  // namespace millrace::runtime
