#include "engine/commands/renderer_of.h"

#include "io/file_system.h"

namespace millrace::engine {
namespace {

// Empty where the folder has no such file.
Result<std::string> read_if_there(const std::string& path) {
  auto& files = io::system_files();
  if (!io::exists(files, path)) return std::string();
  return io::read_file(files, path);
}

}  // namespace

Result<text::Renderer> open_renderer(const std::string& folder,
                                     const text::RendererOptions& options) {
  TRY_ASSIGN(const std::string tokenizer, read_if_there(folder + "/tokenizer.json"));
  TRY_ASSIGN(const std::string config, read_if_there(folder + "/tokenizer_config.json"));
  TRY_ASSIGN(const std::string chat_template, read_if_there(folder + "/chat_template.jinja"));
  TRY_ASSIGN(const std::string generation, read_if_there(folder + "/generation_config.json"));
  return text::Renderer::load({tokenizer, config, chat_template, generation}, options);
}

}  // namespace millrace::engine
