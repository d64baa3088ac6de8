// Writes an event file that TensorBoard and event_stream.h read. One thread.
#pragma once
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "io/file_system.h"
#include "scalars/event.h"

namespace millrace::scalars {

class EventFileWriter {
 public:
  // A new file "events.out.tfevents.<seconds>.<suffix>" in `folder`, which is made when absent.
  // `suffix` tells writers apart that start in one second; an existing file is kAlreadyExists.
  static Result<EventFileWriter> create(io::FileSystem& fs, base::Clock& clock,
                                        const std::string& folder, const std::string& suffix);
  // Whole records, one write each: a reader meanwhile sees each scalar or does not yet.
  Result<void> write(const std::string& tag, std::int64_t step, double value);
  Result<void> sync() { return file_->sync(); }
  const std::string& path() const { return path_; }

 private:
  EventFileWriter(std::unique_ptr<io::File> file, base::Clock& clock, std::string path)
      : file_(std::move(file)), clock_(&clock), path_(std::move(path)) {}
  std::unique_ptr<io::File> file_;
  base::Clock* clock_;
  std::string path_;
};

}  // namespace millrace::scalars
