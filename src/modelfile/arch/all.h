// The architectures that exist, one file each: what it adds to the fields that all decoders share.
// A newcomer adds a file, a line here and a line in all.cc. Pure functions.
#pragma once
#include <span>
#include <string_view>

#include "modelfile/descriptor.h"
#include "modelfile/fields.h"

namespace millrace::modelfile {

struct Architecture {
  std::string_view name;        // in "architectures"
  std::string_view model_type;  // in "model_type"
  Result<void> (*read)(const Fields& fields, Descriptor& descriptor);
};

extern const Architecture kLlama;
extern const Architecture kMistral;
extern const Architecture kQwen2;
extern const Architecture kQwen3;

std::span<const Architecture* const> architectures();

// The windows of Qwen2 and Qwen3: layer_types, or use_sliding_window and max_window_layers.
Result<void> read_qwen_windows(const Fields& fields, Descriptor& descriptor);

}  // namespace millrace::modelfile
