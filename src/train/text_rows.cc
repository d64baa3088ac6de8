#include "train/text_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "text/formats/example_reader.h"

namespace millrace::train {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr int kRowsSaid = 5;
// For templates that write the date. Always the same, so that a run resumed tomorrow goes on: the
// day that Llama 3.1's template has where it is told none.
constexpr base::Time kDate = base::from_unix_ms(1'721'952'000'000);

Result<std::string> file_or_empty(io::FileSystem& fs, const std::string& path) {
  if (!io::exists(fs, path)) return std::string();
  return io::read_file(fs, path, kMostBytes);
}

Result<text::RenderedChat> render(const text::Renderer& renderer, const text::Example& example) {
  if (example.kind == text::Example::Kind::kText) return renderer.render_text(example.text);
  return renderer.render(
      {.messages = example.conversation(), .tools = example.tools, .now = kDate});
}

}  // namespace

text::ReadBytes bytes_of(std::shared_ptr<io::File> file) {
  return
      [file, at = std::uint64_t{0}](char* buffer, std::size_t size) mutable -> Result<std::size_t> {
        TRY_ASSIGN(const std::string bytes, file->read_at(at, size));
        std::memcpy(buffer, bytes.data(), bytes.size());
        at += bytes.size();
        return bytes.size();
      };
}

Result<text::Renderer> load_renderer(io::FileSystem& fs, const std::string& model_folder) {
  const std::string prefix = model_folder + "/";
  TRY_ASSIGN(const std::string tokenizer, file_or_empty(fs, prefix + "tokenizer.json"));
  if (tokenizer.empty())
    return fail(ErrorCode::kNotFound,
                model_folder +
                    " has no tokenizer.json: a model learns from text only with its "
                    "tokenizer");
  TRY_ASSIGN(const std::string config, file_or_empty(fs, prefix + "tokenizer_config.json"));
  TRY_ASSIGN(const std::string chat, file_or_empty(fs, prefix + "chat_template.jinja"));
  TRY_ASSIGN(const std::string generation, file_or_empty(fs, prefix + "generation_config.json"));
  return text::Renderer::load({.tokenizer_json = tokenizer,
                               .tokenizer_config_json = config,
                               .chat_template_jinja = chat,
                               .generation_config_json = generation});
}

Result<void> read_text_rows(io::FileSystem& fs, const std::string& path,
                            const text::Renderer& renderer, Examples& out,
                            std::vector<std::string>& said) {
  const std::string name = path.substr(path.rfind('/') + 1);
  out.begin_file(name);
  TRY_ASSIGN(std::shared_ptr<io::File> file, fs.open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(auto reader, text::ExampleReader::open(bytes_of(std::move(file)), {}));
  int bad = 0;
  const auto leave_out = [&](std::int64_t row, const std::string& reason) {
    out.add_bad();
    if (++bad <= kRowsSaid)
      said.push_back(fmt::format("{} row {} is left out: {}", name, row, reason));
  };
  for (;;) {
    auto next = reader.next();
    if (!next) {
      Error error = std::move(next).error();
      error.message = name + ": " + error.message;
      return error;
    }
    if (!next->has_value()) break;
    if (const auto* wrong = std::get_if<text::RowError>(&**next)) {
      leave_out(wrong->row,
                wrong->field.empty() ? wrong->reason : wrong->field + " " + wrong->reason);
      continue;
    }
    const auto& example = std::get<text::Example>(**next);
    const auto rendered = render(renderer, example);
    if (rendered)
      out.add(example.row, rendered->ids, rendered->loss_mask);
    else
      leave_out(example.row, rendered.error().message);
  }
  if (bad > kRowsSaid) said.push_back(fmt::format("{}: {} rows were left out in all", name, bad));
  if (reader.detection())
    said.push_back(fmt::format("{} is {}: {}", name,
                               text::dataset_format_name(reader.detection()->format),
                               reader.detection()->reason));
  return {};
}

}  // namespace millrace::train
