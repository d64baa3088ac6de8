#include "cli/event_files.h"

#include <fmt/core.h>

#include "cli/output.h"
#include "json/writer.h"
#include "scalars/event_folder.h"

namespace millrace::cli {
namespace {

constexpr std::size_t kPiece = 1 << 20;

Delivery print(Context& context, std::string_view run, const std::vector<scalars::Scalar>& all) {
  std::string lines;
  for (const scalars::Scalar& s : all) {
    json::Writer out;
    out.begin_object().key("tag").string(s.tag).key("step").integer(s.step);
    out.key("wall_time").number(s.wall_time).key("value").number(s.value);
    if (run != ".") out.key("run").string(run);
    out.end_object();
    lines += std::move(out).text() + "\n";
  }
  return lines.empty() ? Delivery::kTaken : context.console.write_out(lines);
}

void say_damage(Context& context, const std::string& file, const scalars::EventStream& stream) {
  if (!stream.damage().words.empty())
    say(context, fmt::format("millrace: {}: {}", file, stream.damage().words));
}

// Something is wrong and nothing was right.
bool is_no_event_file(const scalars::EventStream& stream) {
  return !stream.damage().words.empty() && stream.damage().first_at == 0 &&
         stream.resume_offset() == 0;
}

Result<void> print_file(Context& context, const std::string& path) {
  TRY_ASSIGN(const auto file, context.files.open(path, io::FileSystem::Open::kRead));
  scalars::EventStream stream;
  for (std::uint64_t at = 0;;) {
    TRY_ASSIGN(const std::string bytes, file->read_at(at, kPiece));
    if (bytes.empty()) break;
    at += bytes.size();
    std::vector<scalars::Scalar> found;
    stream.push(bytes, found);
    if (print(context, ".", found) == Delivery::kClosed) return {};
  }
  if (is_no_event_file(stream))
    return fail(ErrorCode::kCorrupt,
                fmt::format("{} is no event file: {}", path, stream.damage().words));
  say_damage(context, path, stream);
  return {};
}

}  // namespace

Result<void> print_event_files(Context& context, const std::string& path) {
  TRY_ASSIGN(const io::FileInfo info, context.files.stat(path));
  if (info.type != io::FileInfo::Type::kDirectory) return print_file(context, path);
  scalars::FolderReader reader(context.files, path);
  for (;;) {
    TRY_ASSIGN(const auto files, reader.poll());
    if (files.empty()) break;
    for (const auto& file : files)
      if (print(context, file.run, file.scalars) == Delivery::kClosed) return {};
  }
  if (reader.files().empty())
    return fail(ErrorCode::kNotFound,
                fmt::format("there is no event file (…tfevents…) in {}", path));
  for (const auto& [name, stream] : reader.files()) say_damage(context, path + "/" + name, stream);
  return {};
}

}  // namespace millrace::cli
