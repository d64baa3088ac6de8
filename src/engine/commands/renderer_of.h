// The renderer of a model folder. Thread-safe once open.
#pragma once
#include <string>

#include "base/result.h"
#include "text/render/renderer.h"

namespace millrace::engine {

Result<text::Renderer> open_renderer(const std::string& folder,
                                     const text::RendererOptions& options = {});

}  // namespace millrace::engine
