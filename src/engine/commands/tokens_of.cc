#include "engine/commands/tokens_of.h"

#include "io/file_system.h"

namespace millrace::engine {

Result<text::Tokenizer> open_tokenizer(const std::string& folder) {
  auto& fs = io::system_files();
  if (!io::exists(fs, folder + "/tokenizer.json"))
    return fail(ErrorCode::kNotFound,
                folder + " has no tokenizer.json: give token ids instead of text");
  TRY_ASSIGN(const std::string tokenizer, io::read_file(fs, folder + "/tokenizer.json"));
  std::string config;
  if (io::exists(fs, folder + "/tokenizer_config.json")) {
    TRY_ASSIGN(config, io::read_file(fs, folder + "/tokenizer_config.json"));
  }
  return text::Tokenizer::load(tokenizer, config);
}

}  // namespace millrace::engine
