// What one rendering may use. Templates come with models, that is from strangers: parsing and
// rendering end with an error that says which limit was met, whatever the template does. Callers
// that render templates or rows of users still do so in a short-lived child under rlimits; these
// limits are what makes it end in time. Values; no locking.
#pragma once
#include <cstddef>
#include <cstdint>

namespace millrace::text::jinja {

struct Limits {
  std::size_t max_template_bytes = std::size_t{1} << 20;
  // An evaluation of an expression or a statement, an item of a loop, 64 bytes of text made: one
  // step each. Ten million take about a second.
  std::uint64_t max_steps = 20'000'000;
  std::size_t max_depth = 300;                            // of calls and nested blocks together
  std::size_t max_memory_bytes = std::size_t{256} << 20;  // strings and containers
  std::size_t max_output_bytes = std::size_t{64} << 20;
};

}  // namespace millrace::text::jinja
