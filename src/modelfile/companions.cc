#include "modelfile/companions.h"

namespace millrace::modelfile {
namespace {

constexpr std::string_view kCompanions[] = {"tokenizer.json",
                                            "tokenizer_config.json",
                                            "special_tokens_map.json",
                                            "added_tokens.json",
                                            "vocab.json",
                                            "merges.txt",
                                            "tokenizer.model",
                                            "chat_template.jinja",
                                            "chat_template.json",
                                            "generation_config.json"};
constexpr std::size_t kMostBytes = std::size_t{256} << 20;

}  // namespace

Result<void> copy_companions(io::FileSystem& fs, const std::string& from, const std::string& to) {
  for (const std::string_view name : kCompanions) {
    const std::string source = from + "/" + std::string(name);
    if (!io::exists(fs, source)) continue;
    TRY_ASSIGN(const std::string bytes, io::read_file(fs, source, kMostBytes));
    TRY(io::replace_file(fs, to + "/" + std::string(name), bytes));
  }
  return {};
}

}  // namespace millrace::modelfile
