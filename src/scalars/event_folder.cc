#include "scalars/event_folder.h"

#include <algorithm>

namespace millrace::scalars {
namespace {

constexpr std::size_t kMostEntries = 10'000;
constexpr std::size_t kMostDeep = 16;

Result<void> find_in(io::FileSystem& fs, const std::string& root, const std::string& folder,
                     std::size_t depth, std::size_t& entries, std::vector<std::string>& found) {
  if (depth > kMostDeep)
    return fail(ErrorCode::kExhausted, "event files are looked for at most 16 folders deep");
  const auto names = fs.list(folder.empty() ? root : root + "/" + folder);
  if (!names && names.error().code == ErrorCode::kNotFound) return {};
  TRY(names);
  for (const auto& name : *names) {
    if (++entries > kMostEntries)
      return fail(ErrorCode::kExhausted,
                  "more than 10000 entries where event files are looked for");
    const std::string path = folder.empty() ? name : folder + "/" + name;
    const auto info = fs.stat(root + "/" + path);
    if (!info) continue;  // removed meanwhile
    if (info->type == io::FileInfo::Type::kDirectory)
      TRY(find_in(fs, root, path, depth + 1, entries, found));
    else if (info->type == io::FileInfo::Type::kFile && is_event_file(name))
      found.push_back(path);
  }
  return {};
}

}  // namespace

bool is_event_file(std::string_view name) { return name.find("tfevents") != name.npos; }

Result<std::vector<std::string>> find_event_files(io::FileSystem& fs, const std::string& root) {
  std::vector<std::string> found;
  std::size_t entries = 0;
  TRY(find_in(fs, root, "", 0, entries, found));
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<Scalar>> FolderReader::read_new(const std::string& path, EventStream& stream,
                                                   std::size_t& budget) {
  std::vector<Scalar> scalars;
  if (stream.damage().stream == EventStream::Damage::Stream::kStopped) return scalars;
  TRY_ASSIGN(const auto file, fs_.open(root_ + "/" + path, io::FileSystem::Open::kRead));
  // From the last record's end each time: nothing but offsets is kept between polls, however many
  // files there are.
  const std::size_t most = std::max(budget, EventStream::kMaxRecord + 16);
  TRY_ASSIGN(const std::string bytes, file->read_at(stream.resume_offset(), most));
  budget -= std::min(budget, bytes.size());
  stream.push(bytes, scalars);
  stream.rewind();
  return scalars;
}

Result<std::vector<FileScalars>> FolderReader::poll(std::size_t max_bytes) {
  TRY_ASSIGN(const auto paths, find_event_files(fs_, root_));
  std::vector<FileScalars> all;
  for (const auto& path : paths) {
    if (max_bytes == 0) break;
    auto scalars = read_new(path, files_[path], max_bytes);
    if (!scalars && scalars.error().code == ErrorCode::kNotFound) continue;
    TRY(scalars);
    if (scalars->empty()) continue;
    const auto slash = path.find_last_of('/');
    all.push_back({path, slash == path.npos ? "." : path.substr(0, slash), std::move(*scalars)});
  }
  return all;
}

json::Value FolderReader::cursor() const {
  json::Object cursor;
  for (const auto& [path, stream] : files_)
    cursor.append(path, static_cast<std::int64_t>(stream.resume_offset()));
  return cursor;
}

Result<void> FolderReader::restore(const json::Value& cursor) {
  const json::Object* object = cursor.as_object();
  if (!object) return fail(ErrorCode::kInvalid, "a cursor of event files is an object");
  std::map<std::string, EventStream> files;
  for (const auto& [path, offset] : *object) {
    const std::int64_t* at = offset.as_int();
    if (!at || *at < 0) return fail(ErrorCode::kInvalid, "a cursor of event files holds offsets");
    files.emplace(path, EventStream(static_cast<std::uint64_t>(*at)));
  }
  files_ = std::move(files);
  return {};
}

}  // namespace millrace::scalars
