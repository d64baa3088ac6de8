// The folder in which a run of cleaning keeps what it has done: the plan, and for each task (a
// shard of a segment, a part of a search for duplicates) its files and a record that they are
// whole. Files are written beside and renamed, records last; so a task is done or not, after kill
// -9 and power cuts too, and several processes may do the same one. Thread-safe, but for a
// StageFile.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "io/file_system.h"
#include "json/value.h"

namespace millrace::clean {

struct FileStamp {
  std::uint64_t bytes = 0;
  std::string sha256;
};

// What a finished task left.
struct TaskRecord {
  std::map<std::string, FileStamp> files;  // by suffix: "rows"
  json::Value facts;                       // what the task counted
};

// One file of a task while it is written.
class StageFile {
 public:
  StageFile(std::unique_ptr<io::File> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Result<void> append(std::string_view bytes);
  std::uint64_t bytes() const { return bytes_; }
  Result<FileStamp> finish();
  const std::string& path() const { return path_; }

 private:
  Result<void> flush();
  std::unique_ptr<io::File> file_;
  std::string path_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
  crypto::Hasher hasher_;
};

class WorkFolder {
 public:
  // `writer` tells processes that share the folder apart.
  WorkFolder(io::FileSystem& files, std::string path, std::string writer)
      : files_(files), path_(std::move(path)), writer_(std::move(writer)) {}

  // Makes the folder, or goes on in it: kConflict if it is of another plan.
  Result<void> open(const json::Value& plan);
  // Whether it is there: the instance that puts the results together removes it.
  bool present() const;
  Result<void> remove();

  std::string path_of(std::string_view task, std::string_view suffix) const;
  Result<std::unique_ptr<StageFile>> create(std::string_view task, std::string_view suffix) const;
  // Renames the files and then says that the task is done.
  Result<void> commit(std::string_view task,
                      std::map<std::string, std::unique_ptr<StageFile>> files,
                      json::Value facts) const;
  // nullopt: not done, or what is there is not what was written; then the record is removed.
  // kQuick looks at the record alone; kWhole at every byte, if the record was there before open():
  // what was written since needs no second look.
  enum class Check { kQuick, kWhole };
  Result<std::optional<TaskRecord>> find(std::string_view task, Check check) const;
  io::FileSystem& files() const { return files_; }
  // For files that only this process sees; inside of the folder.
  std::string scratch(std::string_view name) const;

 private:
  Result<void> note_records();
  Result<bool> is_whole(std::string_view task, const TaskRecord& record) const;

  io::FileSystem& files_;
  std::string path_;
  std::string writer_;
  std::set<std::string, std::less<>> found_;  // names of records that were there at open()
};

}  // namespace millrace::clean
