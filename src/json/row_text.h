// Rows of JSON text of which a few strings are read and replaced while every other byte stays as it
// was. A RowReader is used by one thread; it keeps its buffers from row to row.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::json {

// Where strings are in a row: "text", "meta.title", "messages[].content" ([] is every element).
class FieldPath {
 public:
  static Result<FieldPath> parse(std::string_view text);
  const std::string& text() const { return text_; }

  struct Part {
    std::string key;  // empty: every element of an array
  };
  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::string text_;
  std::vector<Part> parts_;
};

// A string that was found: "messages[2].content".
struct FoundText {
  std::string path;
  std::string_view text;  // unescaped; valid until the next read()
};

class RowReader {
 public:
  RowReader();
  ~RowReader();
  RowReader(RowReader&&) noexcept;
  RowReader& operator=(RowReader&&) noexcept;

  // One JSON object, as strict as json::parse, but that keys are compared only on the way to what
  // find() looks for. kInvalid says what is wrong.
  Result<void> read(std::string_view line);
  // Adds the strings at `path`, in order; nothing where they are absent or null. kInvalid where
  // something else than a string stands there, or a key is there twice. After a read() that worked.
  Result<void> find(const FieldPath& path, std::vector<FoundText>& out) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct TextReplacement {
  std::string_view path;  // concrete, as found
  std::string_view text;  // what stands there from now on
};
// `line`, which a RowReader has read, with other strings at some paths. kInvalid for a path that
// is not there.
Result<std::string> replace_texts(std::string_view line,
                                  std::span<const TextReplacement> replacements);

}  // namespace millrace::json
