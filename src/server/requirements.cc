#include "server/requirements.h"

#include "io/plain_path.h"

namespace millrace::server {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostAtOnce = 16;

}  // namespace

Result<std::string> read_requirements(const std::string& folder) {
  auto text = io::read_without_links(folder + "/requirements.txt", kMostBytes);
  if (text || text.error().code == ErrorCode::kInternal) return text;
  if (text.error().code == ErrorCode::kNotFound) return std::string();
  // Said to the user: words without a path of this machine.
  if (text.error().code == ErrorCode::kExhausted)
    return fail(ErrorCode::kInvalid, "requirements.txt of the code package is larger than 1 MiB");
  return Error{ErrorCode::kInvalid,
               "requirements.txt of the code package cannot be read: put the file itself there, "
               "without links on the way to it",
               {text.error().message}};
}

Result<std::string> Requirements::in(const std::string& folder) {
  const base::MutexLock lock(mutex_);
  std::erase_if(readings_, [](const auto& reading) { return reading.second->done; });
  const auto silent = fail(ErrorCode::kUnavailable,
                           "the storage of the code package does not answer; try again later");
  if (readings_.contains(folder) || readings_.size() >= kMostAtOnce) return silent;
  const auto reading = readings_[folder] = std::make_shared<Reading>();
  reading->thread = base::Thread("requirements", [this, folder, &made = *reading] {
    auto text = read_(folder);
    const base::MutexLock done(mutex_);
    made.text = std::move(text);
    made.done = true;
    changed_.notify_all();
  });
  const auto until = clock_.monotonic() + at_most_;
  for (auto left = at_most_; !reading->done && left.count() > 0; left = until - clock_.monotonic())
    changed_.wait_for(mutex_, left);
  if (!reading->done) return silent;
  readings_.erase(folder);
  return std::move(reading->text);
}

}  // namespace millrace::server
