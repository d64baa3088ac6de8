#include "train/data_files.h"

#include <optional>

#include "crypto/file_hash.h"
#include "train/text_rows.h"
#include "train/token_rows.h"

namespace millrace::train {

Result<DataSet> read_data(io::FileSystem& fs, const std::string& model_folder,
                          const std::vector<std::string>& files, Examples::Limits limits) {
  DataSet out{.examples = std::make_unique<Examples>(limits)};
  std::optional<text::Renderer> renderer;
  for (const std::string& path : files) {
    TRY_ASSIGN(const crypto::FileHash hash, crypto::hash_file(fs, path));
    const std::int64_t before = out.examples->counts().rows;
    TRY_ASSIGN(const bool tokens, has_token_rows(fs, path));
    if (tokens) {
      TRY(read_token_rows(fs, path, *out.examples));
    } else {
      if (!renderer) {
        TRY_ASSIGN(renderer, load_renderer(fs, model_folder));
        out.renderer_fingerprint = renderer->fingerprint();
      }
      TRY(read_text_rows(fs, path, *renderer, *out.examples, out.said));
    }
    out.files.push_back(json::Object{{"file", path.substr(path.rfind('/') + 1)},
                                     {"bytes", static_cast<std::int64_t>(hash.bytes)},
                                     {"sha256", hash.sha256},
                                     {"rows", out.examples->counts().rows - before}});
  }
  return out;
}

}  // namespace millrace::train
