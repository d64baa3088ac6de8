#include "control/event_files.h"

#include <algorithm>

#include "base/encode.h"
#include "base/log.h"
#include "json/value.h"
#include "scalars/event_stream.h"

namespace millrace::control {

std::string tag_of(const std::string& file, const std::string& tag) {
  const auto slash = file.rfind('/');
  return slash == std::string::npos ? tag : file.substr(0, slash) + "/" + tag;
}

Result<EventFiles> EventFiles::restore(const std::string& carry) {
  EventFiles out;
  if (carry.empty()) return out;
  TRY_ASSIGN(const json::Value document, json::parse(carry));
  if (document.as_object() == nullptr)
    return fail(ErrorCode::kCorrupt, "the carried state of event files is no object");
  for (const auto& [name, value] : *document.as_object()) {
    File file;
    file.resume = static_cast<std::uint64_t>(value.int_or("resume", 0));
    file.end = static_cast<std::uint64_t>(value.int_or("end", 0));
    auto pending = base::from_base64(value.string_or("pending", ""));
    if (!pending)
      return fail(ErrorCode::kCorrupt, "the carried bytes of an event file are not base64");
    file.pending = std::move(*pending);
    if (value.bool_or("broken", false)) file.health = File::Health::kBroken;
    out.files_[name] = std::move(file);
  }
  return out;
}

std::string EventFiles::carry() const {
  json::Object out;
  for (const auto& [name, file] : files_) {
    json::Object f{{"resume", static_cast<std::int64_t>(file.resume)},
                   {"end", static_cast<std::int64_t>(file.end)}};
    if (!file.pending.empty()) f["pending"] = base::to_base64(file.pending);
    if (file.health == File::Health::kBroken) f["broken"] = true;
    out[name] = std::move(f);
  }
  return json::dump(out);
}

void EventFiles::take(const runtime::ScalarRecord& piece, std::vector<metrics::ScalarPoint>& out) {
  auto& file = files_[piece.file];
  const auto offset = static_cast<std::uint64_t>(piece.offset);
  if (offset < file.end) file = {};
  file.end = offset + piece.bytes.size();
  if (file.health == File::Health::kBroken || file.end <= file.resume) return;
  // The rest of a huge record may begin before where reading goes on.
  const std::uint64_t unseen = file.resume > offset ? file.resume - offset : 0;
  file.pending.append(piece.bytes, unseen, std::string::npos);
  scalars::EventStream stream(file.resume);
  std::vector<scalars::Scalar> found;
  stream.push(file.pending, found);
  const std::uint64_t done =
      std::min<std::uint64_t>(stream.resume_offset() - file.resume, file.pending.size());
  file.pending.erase(0, done);
  file.resume = stream.resume_offset();
  if (stream.damage().stream == scalars::EventStream::Damage::Stream::kStopped) {
    log_warning("progress", "an event file is damaged; the rest of it is not read",
                {{"file", piece.file}, {"why", stream.damage().words}});
    file.health = File::Health::kBroken;
    file.pending.clear();
  }
  for (const auto& s : found)
    out.push_back({.tag = tag_of(piece.file, s.tag),
                   .step = s.step,
                   .wall_ms = static_cast<std::int64_t>(s.wall_time * 1000),
                   .value = s.value});
}

}  // namespace millrace::control
