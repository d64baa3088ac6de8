// TaggedString: text of which each byte knows where it came from: the template, or a field of a
// message. Joining, cutting and replacing keep the tags; they are what the loss mask is made of and
// what keeps control tokens out of users' text. Values; no locking.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::text::jinja {

// An index into the table of origins of one rendering (template.h).
using Origin = std::uint32_t;
constexpr Origin kTemplateOrigin = 0;
// Set beside the index for what {% generation %} surrounds.
constexpr Origin kGeneratedBit = Origin{1} << 31;

class TaggedString {
 public:
  struct Run {
    std::size_t end;  // of its bytes
    Origin origin;
    bool operator==(const Run&) const = default;
  };

  TaggedString() = default;
  explicit TaggedString(std::string bytes, Origin origin = kTemplateOrigin);

  const std::string& bytes() const { return bytes_; }
  std::string_view view() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  const std::vector<Run>& runs() const { return runs_; }
  Origin origin_at(std::size_t byte) const;  // of the last byte where `byte` is beyond the end
  Origin first_origin() const { return runs_.empty() ? kTemplateOrigin : runs_.front().origin; }

  void append(const TaggedString& other);
  void append(std::string_view bytes, Origin origin);
  TaggedString slice(std::size_t begin, std::size_t end) const;
  // Every run gets kGeneratedBit beside its origin.
  void mark_generated();

  // The same runs over text that `change` makes of each run's bytes.
  template <class Change>
  TaggedString map_runs(Change change) const {
    TaggedString out;
    std::size_t begin = 0;
    for (const Run& run : runs_) {
      out.append(change(view().substr(begin, run.end - begin)), run.origin);
      begin = run.end;
    }
    return out;
  }

 private:
  std::string bytes_;
  std::vector<Run> runs_;  // ascending ends; neighbours differ; the last ends where the bytes end
};

}  // namespace millrace::text::jinja
