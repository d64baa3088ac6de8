#include "text/jinja/tagged_string.h"

#include <algorithm>

namespace millrace::text::jinja {

TaggedString::TaggedString(std::string bytes, Origin origin) : bytes_(std::move(bytes)) {
  if (!bytes_.empty()) runs_.push_back({bytes_.size(), origin});
}

Origin TaggedString::origin_at(std::size_t byte) const {
  if (runs_.empty()) return kTemplateOrigin;
  if (byte >= bytes_.size()) return runs_.back().origin;
  const auto run = std::upper_bound(runs_.begin(), runs_.end(), byte,
                                    [](std::size_t at, const Run& r) { return at < r.end; });
  return run->origin;
}

void TaggedString::append(std::string_view bytes, Origin origin) {
  if (bytes.empty()) return;
  bytes_ += bytes;
  if (!runs_.empty() && runs_.back().origin == origin) {
    runs_.back().end = bytes_.size();
  } else {
    runs_.push_back({bytes_.size(), origin});
  }
}

void TaggedString::append(const TaggedString& other) {
  if (&other == this) return append(TaggedString(other));
  std::size_t begin = 0;
  for (const Run& run : other.runs_) {
    append(other.view().substr(begin, run.end - begin), run.origin);
    begin = run.end;
  }
}

TaggedString TaggedString::slice(std::size_t begin, std::size_t end) const {
  end = std::min(end, bytes_.size());
  TaggedString out;
  if (begin >= end) return out;
  out.bytes_ = bytes_.substr(begin, end - begin);
  auto run = std::upper_bound(runs_.begin(), runs_.end(), begin,
                              [](std::size_t at, const Run& r) { return at < r.end; });
  for (; run != runs_.end(); ++run) {
    out.runs_.push_back({std::min(run->end, end) - begin, run->origin});
    if (run->end >= end) break;
  }
  return out;
}

void TaggedString::mark_generated() {
  TaggedString out;
  std::size_t begin = 0;
  for (const Run& run : runs_) {
    out.append(view().substr(begin, run.end - begin), run.origin | kGeneratedBit);
    begin = run.end;
  }
  *this = std::move(out);
}

}  // namespace millrace::text::jinja
