#include "scalars/event_writer.h"

#include "scalars/event_stream.h"

namespace millrace::scalars {
namespace {

double seconds(base::Clock& clock) {
  return static_cast<double>(base::unix_ms(clock.now())) / 1000;
}

}  // namespace

Result<EventFileWriter> EventFileWriter::create(io::FileSystem& fs, base::Clock& clock,
                                                const std::string& folder,
                                                const std::string& suffix) {
  TRY(fs.make_directories(folder));
  std::string path = folder + "/events.out.tfevents." +
                     std::to_string(base::unix_ms(clock.now()) / 1000) + "." + suffix;
  TRY_ASSIGN(auto file, fs.open(path, io::FileSystem::Open::kCreateNew, 0644));
  TRY(file->append(frame_record(encode_version_event(seconds(clock)))));
  return EventFileWriter(std::move(file), clock, std::move(path));
}

Result<void> EventFileWriter::write(const std::string& tag, std::int64_t step, double value) {
  return file_->append(frame_record(encode_scalar_event({tag, step, seconds(*clock_), value})));
}

}  // namespace millrace::scalars
