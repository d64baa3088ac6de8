#include "clean/pipeline/work_folder.h"

#include <fmt/core.h>

#include "crypto/hash.h"
#include "io/file_system.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10;
constexpr std::string_view kPlanFile = "plan.json";
constexpr std::string_view kDone = "done";

// A record carries its own hash in front: a torn one is none.
std::string sealed(const json::Value& value) {
  const std::string text = json::dump_canonical(value);
  return crypto::sha256_hex(text) + "\n" + text;
}
std::optional<json::Value> unsealed(std::string_view bytes) {
  const auto line = bytes.find('\n');
  if (line == std::string_view::npos) return std::nullopt;
  const std::string_view text = bytes.substr(line + 1);
  if (crypto::sha256_hex(text) != bytes.substr(0, line)) return std::nullopt;
  auto value = json::parse(text);
  if (!value) return std::nullopt;
  return std::move(*value);
}

Result<std::string> hash_of(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kRead));
  crypto::Hasher hasher;
  for (std::uint64_t at = 0;;) {
    TRY_ASSIGN(const std::string bytes, file->read_at(at, kBuffer));
    if (bytes.empty()) return hasher.finish_hex();
    hasher.update(bytes);
    at += bytes.size();
  }
}

json::Value to_json(const TaskRecord& record) {
  json::Object files;
  for (const auto& [suffix, stamp] : record.files)
    files[suffix] =
        json::Object{{"bytes", static_cast<std::int64_t>(stamp.bytes)}, {"sha256", stamp.sha256}};
  return json::Object{{"files", std::move(files)}, {"facts", record.facts}};
}

TaskRecord record_from(const json::Value& value) {
  TaskRecord record;
  if (const json::Value* files = value.find("files"); files && files->as_object())
    for (const auto& [suffix, stamp] : *files->as_object())
      record.files[suffix] = {static_cast<std::uint64_t>(stamp.int_or("bytes", 0)),
                              stamp.string_or("sha256", "")};
  if (const json::Value* facts = value.find("facts")) record.facts = *facts;
  return record;
}

}  // namespace

Result<void> StageFile::append(std::string_view bytes) {
  bytes_ += bytes.size();
  buffer_ += bytes;
  return buffer_.size() >= kBuffer ? flush() : Result<void>();
}

Result<void> StageFile::flush() {
  if (buffer_.empty()) return {};
  hasher_.update(buffer_);
  TRY(file_->append(buffer_));
  if (buffer_.capacity() > 4 * kBuffer) buffer_ = std::string();
  buffer_.clear();
  return {};
}

Result<FileStamp> StageFile::finish() {
  TRY(flush());
  return FileStamp{bytes_, hasher_.finish_hex()};
}

Result<void> WorkFolder::open(const json::Value& plan) {
  TRY(files_.make_directories(path_));
  TRY(note_records());
  const std::string file = path_ + "/" + std::string(kPlanFile);
  const std::string wanted = sealed(plan);
  if (io::exists(files_, file)) {
    TRY_ASSIGN(const std::string found, io::read_file(files_, file));
    if (found == wanted) return {};
    if (unsealed(found))
      return fail(ErrorCode::kConflict,
                  fmt::format("{} holds the work of another run (other inputs, another recipe or "
                              "other settings); finish that one, remove the folder, or name "
                              "another with --work",
                              path_));
  }
  return io::replace_file(files_, file, wanted);
}

Result<void> WorkFolder::note_records() {
  TRY_ASSIGN(const auto names, files_.list(path_));
  for (const std::string& name : names)
    if (name.ends_with(kDone)) found_.insert(name);
  return {};
}

bool WorkFolder::present() const {
  return io::exists(files_, path_ + "/" + std::string(kPlanFile));
}

Result<void> WorkFolder::remove() {
  // The plan goes first: what is left of a removal that was cut is not gone on with.
  const auto removed = files_.remove(path_ + "/" + std::string(kPlanFile));
  if (!removed && removed.error().code != ErrorCode::kNotFound) return removed.error();
  return files_.remove_tree(path_);
}

std::string WorkFolder::path_of(std::string_view task, std::string_view suffix) const {
  return fmt::format("{}/{}.{}", path_, task, suffix);
}

std::string WorkFolder::scratch(std::string_view name) const {
  return fmt::format("{}/{}.{}.tmp", path_, name, writer_);
}

Result<std::unique_ptr<StageFile>> WorkFolder::create(std::string_view task,
                                                      std::string_view suffix) const {
  const std::string path = scratch(fmt::format("{}.{}", task, suffix));
  TRY_ASSIGN(auto file, files_.open(path, io::FileSystem::Open::kCreate));
  TRY(file->truncate(0));
  return std::make_unique<StageFile>(std::move(file), path);
}

Result<void> WorkFolder::commit(std::string_view task,
                                std::map<std::string, std::unique_ptr<StageFile>> files,
                                json::Value facts) const {
  TaskRecord record;
  record.facts = std::move(facts);
  for (auto& [suffix, file] : files) {
    TRY_ASSIGN(record.files[suffix], file->finish());
    TRY(files_.rename(file->path(), path_of(task, suffix)));
  }
  const std::string written = scratch(fmt::format("{}.{}", task, kDone));
  {
    TRY_ASSIGN(const auto file, files_.open(written, io::FileSystem::Open::kCreate));
    TRY(file->truncate(0));
    TRY(file->append(sealed(to_json(record))));
  }
  return files_.rename(written, path_of(task, kDone));
}

Result<std::optional<TaskRecord>> WorkFolder::find(std::string_view task, Check check) const {
  const std::string path = path_of(task, kDone);
  const auto bytes = io::read_file(files_, path);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::kNotFound) return std::optional<TaskRecord>();
    return bytes.error();
  }
  if (const auto value = unsealed(*bytes)) {
    TaskRecord record = record_from(*value);
    const std::string name = fmt::format("{}.{}", task, kDone);
    if (check == Check::kQuick || !found_.contains(name)) return std::optional(std::move(record));
    TRY_ASSIGN(const bool whole, is_whole(task, record));
    if (whole) return std::optional(std::move(record));
  }
  const auto removed = files_.remove(path);
  if (!removed && removed.error().code != ErrorCode::kNotFound) return removed.error();
  return std::optional<TaskRecord>();
}

Result<bool> WorkFolder::is_whole(std::string_view task, const TaskRecord& record) const {
  for (const auto& [suffix, stamp] : record.files) {
    const std::string path = path_of(task, suffix);
    const auto info = files_.stat(path);
    if (!info || info->size != stamp.bytes) return false;
    TRY_ASSIGN(const std::string hash, hash_of(files_, path));
    if (hash != stamp.sha256) return false;
  }
  return true;
}

}  // namespace millrace::clean
