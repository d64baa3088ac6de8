// All event files below a folder (TensorBoard's log directory), read as they grow. Nested folders
// are the runs of one job, as TensorBoard names them. Blocking; a FolderReader belongs to one
// thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/file_system.h"
#include "json/value.h"
#include "scalars/event_stream.h"

namespace millrace::scalars {

// Whether TensorBoard would take a file of this name for an event file.
bool is_event_file(std::string_view name);

// Relative paths, sorted; links are not followed. kExhausted beyond 10,000 entries or 16 folders
// deep.
Result<std::vector<std::string>> find_event_files(io::FileSystem& fs, const std::string& root);

struct FileScalars {
  std::string file;  // relative path
  std::string run;   // its folder, "." for the root
  std::vector<Scalar> scalars;
};

class FolderReader {
 public:
  FolderReader(io::FileSystem& fs, std::string root) : fs_(fs), root_(std::move(root)) {}
  // What is new since the last poll, about max_bytes of it at most; empty: nothing more for now. A
  // folder that is not there yet is empty.
  Result<std::vector<FileScalars>> poll(std::size_t max_bytes = std::size_t{8} << 20);
  // {"file": offset, …}: where a later FolderReader goes on.
  json::Value cursor() const;
  Result<void> restore(const json::Value& cursor);
  const std::map<std::string, EventStream>& files() const { return files_; }  // damage, by path

 private:
  Result<std::vector<Scalar>> read_new(const std::string& path, EventStream& stream,
                                       std::size_t& budget);
  io::FileSystem& fs_;
  std::string root_;
  std::map<std::string, EventStream> files_;
};

}  // namespace millrace::scalars
