#include "ckpt/writer.h"

#include <algorithm>

#include "ckpt/checkpoint.h"
#include "ckpt/prune.h"
#include "crypto/hash.h"

namespace millrace::ckpt {
namespace {

// One shard being written.
class ShardFile {
 public:
  static Result<ShardFile> create(io::FileSystem& fs, const std::string& folder, std::size_t n) {
    ShardFile out;
    out.shard_.file = shard_file(n);
    TRY_ASSIGN(out.file_,
               fs.open(folder + "/" + out.shard_.file, io::FileSystem::Open::kCreateNew));
    return out;
  }
  Result<void> append(std::string_view bytes) {
    TRY(file_->append(bytes));
    hasher_.update(bytes);
    shard_.bytes += bytes.size();
    return {};
  }
  Result<Shard> close() {
    TRY(file_->sync());
    shard_.sha256 = hasher_.finish_hex();
    return shard_;
  }
  std::uint64_t bytes() const { return shard_.bytes; }

 private:
  std::unique_ptr<io::File> file_{};
  crypto::Hasher hasher_{};
  Shard shard_{};
};

Result<void> write_synced(io::FileSystem& fs, const std::string& path, std::string_view bytes) {
  TRY_ASSIGN(const auto file, fs.open(path, io::FileSystem::Open::kCreateNew));
  if (!bytes.empty()) TRY(file->append(bytes));
  return file->sync();
}

}  // namespace

Writer::Writer(io::FileSystem& fs, Options options)
    : fs_(fs), options_(std::move(options)), thread_("checkpoints", [this] { run(); }) {}

Writer::~Writer() {
  {
    base::MutexLock lock(mutex_);
    life_ = Life::kClosing;
    changed_.notify_all();
  }
  thread_.join();
}

void Writer::pin(std::int64_t step) {
  base::MutexLock lock(mutex_);
  pinned_ = step;
}

Result<void> Writer::wait() {
  base::MutexLock lock(mutex_);
  while (job_) changed_.wait(mutex_);
  if (failure_) return *std::exchange(failure_, std::nullopt);
  return {};
}

Result<void> Writer::save(const State& state) {
  TRY(wait());
  auto job = std::make_unique<Job>();
  job->manifest.step = state.step;
  job->manifest.meta = state.meta;
  std::uint64_t offset = 0;
  for (const Piece& piece : state.pieces) {
    job->manifest.ranges.push_back({piece.name, offset, piece.bytes.size()});
    offset += piece.bytes.size();
  }
  {
    base::MutexLock lock(mutex_);
    job_ = std::move(job);
    copy_ = Copy::kUnderWay;
    changed_.notify_all();
  }
  for (const Piece& piece : state.pieces)
    for (std::size_t at = 0; at < piece.bytes.size(); at += options_.chunk_bytes)
      TRY(push(piece.bytes.subspan(at, std::min(options_.chunk_bytes, piece.bytes.size() - at))));
  base::MutexLock lock(mutex_);
  copy_ = Copy::kDone;
  changed_.notify_all();
  return {};
}

Result<void> Writer::push(std::span<const std::byte> bytes) {
  {
    base::MutexLock lock(mutex_);
    // One chunk always fits, however small the buffer is.
    while (buffered_ > 0 && buffered_ + bytes.size() > options_.buffer_bytes && !failure_)
      changed_.wait(mutex_);
    if (failure_) {
      copy_ = Copy::kDone;
      changed_.notify_all();
      while (job_) changed_.wait(mutex_);
      return *std::exchange(failure_, std::nullopt);
    }
    buffered_ += bytes.size();
  }
  std::string chunk(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  base::MutexLock lock(mutex_);
  chunks_.push_back(std::move(chunk));
  changed_.notify_all();
  return {};
}

std::optional<std::string> Writer::next_chunk() {
  base::MutexLock lock(mutex_);
  while (chunks_.empty() && copy_ == Copy::kUnderWay) changed_.wait(mutex_);
  if (chunks_.empty()) return std::nullopt;
  std::string chunk = std::move(chunks_.front());
  chunks_.pop_front();
  buffered_ -= chunk.size();
  changed_.notify_all();
  return chunk;
}

void Writer::run() {
  for (;;) {
    Job* job = nullptr;
    {
      base::MutexLock lock(mutex_);
      while (!job_ && life_ == Life::kOpen) changed_.wait(mutex_);
      if (!job_) return;
      job = job_.get();
    }
    auto written = write(*job);
    if (!written) {
      (void)fs_.remove_tree(options_.folder + "/" + folder_of_step(job->manifest.step) +
                            std::string(kUnfinished));
      base::MutexLock lock(mutex_);
      failure_ = std::move(written).error();
      failure_->message =
          "the checkpoint of step " + std::to_string(job->manifest.step) +
          " could not be written, those before it are as they were: " + failure_->message;
      changed_.notify_all();
    }
    while (next_chunk()) {
    }
    base::MutexLock lock(mutex_);
    job_.reset();
    changed_.notify_all();
  }
}

Result<void> Writer::write(Job& job) {
  TRY(fs_.make_directories(options_.folder));
  TRY(remove_unfinished(fs_, options_.folder));
  const std::string path = options_.folder + "/" + folder_of_step(job.manifest.step);
  const std::string temporary = path + std::string(kUnfinished);
  if (io::exists(fs_, path)) {
    // Saved before, in this life or an earlier one; what is torn is written again.
    if (Checkpoint::open(fs_, path)) return {};
    TRY(discard(fs_, options_.folder, job.manifest.step));
  }
  TRY(fs_.make_directories(temporary));
  TRY(write_stream(job, temporary));
  return finish(job, temporary);
}

Result<void> Writer::write_stream(Job& job, const std::string& folder) {
  std::optional<ShardFile> shard;
  while (auto chunk = next_chunk()) {
    std::string_view left = *chunk;
    while (!left.empty()) {
      if (!shard) {
        TRY_ASSIGN(shard, ShardFile::create(fs_, folder, job.manifest.shards.size()));
      }
      const auto room = options_.shard_bytes - shard->bytes();
      TRY(shard->append(left.substr(0, room)));
      left.remove_prefix(std::min<std::size_t>(room, left.size()));
      if (shard->bytes() < options_.shard_bytes) continue;
      TRY_ASSIGN(Shard done, shard->close());
      job.manifest.shards.push_back(std::move(done));
      shard.reset();
    }
  }
  if (!shard) return {};
  TRY_ASSIGN(Shard done, shard->close());
  job.manifest.shards.push_back(std::move(done));
  return {};
}

Result<void> Writer::finish(const Job& job, const std::string& temporary) {
  TRY(write_synced(fs_, temporary + "/" + std::string(kManifestFile),
                   encode_manifest(job.manifest)));
  TRY(write_synced(fs_, temporary + "/" + std::string(kMarkerFile), ""));
  TRY(fs_.sync_directory(temporary));
  TRY(fs_.rename(temporary, options_.folder + "/" + folder_of_step(job.manifest.step)));
  TRY(fs_.sync_directory(options_.folder));
  std::optional<std::int64_t> pinned;
  {
    base::MutexLock lock(mutex_);
    pinned = pinned_;
  }
  return prune(fs_, options_.folder, std::max(options_.keep_last, 1), pinned);
}

}  // namespace millrace::ckpt
