// A chat template: parsed once, rendered any number of times by any number of threads. What it
// writes knows where each byte came from. Templates are strangers' code: see limits.h.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "json/value.h"
#include "text/jinja/limits.h"

namespace millrace::text::jinja {

// Where a stretch of the text came from.
struct Source {
  enum class Kind : std::uint8_t { kTemplate, kMessage, kVariable } kind = Kind::kTemplate;
  std::size_t message = 0;  // of kMessage: its index
  std::string field{};      // of kMessage: "content", "role"…; of kVariable: its name
  bool operator==(const Source&) const = default;
};

struct Span {
  std::size_t end = 0;     // bytes of the text; begins where the one before ends
  std::size_t source = 0;  // index into Rendered::sources
  enum class Mark : std::uint8_t { kNone, kGeneration } mark = Mark::kNone;  // {% generation %}
  bool operator==(const Span&) const = default;
};

struct Rendered {
  std::string text;
  std::vector<Span> spans;
  std::vector<Source> sources;
};

struct Inputs {
  json::Array messages;
  // Further variables: tools, add_generation_prompt, bos_token… A null one is none, not undefined.
  json::Object variables;
  // bos_token and the like are the model's own words and count as the template's.
  std::vector<std::string> trusted = {"bos_token", "eos_token", "unk_token", "pad_token"};
  base::Time now;  // for strftime_now, in UTC
};

struct Program;

class Template {
 public:
  static Result<Template> parse(std::string_view source, const Limits& limits = {});
  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

  Result<Rendered> render(const Inputs& inputs, const Limits& limits = {}) const;
  bool marks_generation() const;  // has {% generation %}

 private:
  explicit Template(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace millrace::text::jinja
