// tokenize: {"text"} a line in, {"ids"} a line out; --decode the other way round.
#include <fmt/core.h>

#include "engine/commands.h"
#include "io/file_system.h"
#include "json/writer.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::engine {
namespace {

constexpr std::size_t kLargestFile = std::size_t{256} << 20;

Result<text::Tokenizer> tokenizer_of(const std::string& folder) {
  io::FileSystem& files = io::system_files();
  const std::string path = folder + "/tokenizer.json";
  const std::string config_path = folder + "/tokenizer_config.json";
  if (!io::exists(files, path))
    return fail(ErrorCode::kNotFound, fmt::format("{} is missing: a model folder holds its "
                                                  "tokenizer as tokenizer.json",
                                                  path));
  TRY_ASSIGN(const std::string json, io::read_file(files, path, kLargestFile));
  std::string config;
  if (io::exists(files, config_path)) {
    TRY_ASSIGN(config, io::read_file(files, config_path));
  }
  return text::Tokenizer::load(json, config);
}

Result<std::string> encoded(const text::Tokenizer& tokenizer, const json::Value& row,
                            const text::EncodeOptions& options) {
  const json::Value* text = row.find("text");
  if (text == nullptr || text->as_string() == nullptr)
    return fail(ErrorCode::kInvalid, "a row must be {\"text\": \"…\"}");
  json::Writer out;
  out.begin_object().key("ids").begin_array();
  for (const text::TokenId id : tokenizer.encode(*text->as_string(), options)) out.integer(id);
  out.end_array().end_object();
  return std::move(out).text();
}

Result<std::string> decoded(const text::Tokenizer& tokenizer, const json::Value& row,
                            text::SkipSpecial skip) {
  const json::Value* list = row.find("ids");
  if (list == nullptr || list->as_array() == nullptr)
    return fail(ErrorCode::kInvalid, "a row must be {\"ids\": [1, 2, …]}");
  std::vector<text::TokenId> ids;
  for (const json::Value& value : *list->as_array()) {
    const std::int64_t* id = value.as_int();
    if (id == nullptr || *id < 0 || *id > text::Vocabulary::kHighestId)
      return fail(ErrorCode::kInvalid, "an id is not a whole number of the vocabulary");
    ids.push_back(static_cast<text::TokenId>(*id));
  }
  json::Writer out;
  out.begin_object().key("text").string(tokenizer.decode(ids, skip)).end_object();
  return std::move(out).text();
}

Result<void> tokenize(const Flags& flags, Console& console) {
  TRY_ASSIGN(const text::Tokenizer tokenizer, tokenizer_of(*flags.get("model")));
  const bool plain = flags.has("plain");
  const text::EncodeOptions options = plain ? text::kPlainText : text::EncodeOptions{};
  const auto skip = plain ? text::SkipSpecial::kNo : text::SkipSpecial::kYes;
  std::size_t number = 0;
  while (const auto line = console.read_line()) {
    ++number;
    if (line->empty()) continue;
    auto row = json::parse(*line);
    auto answer = !row                  ? Result<std::string>(row.error())
                  : flags.has("decode") ? decoded(tokenizer, *row, skip)
                                        : encoded(tokenizer, *row, options);
    if (!answer)
      return fail(answer.error().code, fmt::format("line {}: {}", number, answer.error().message));
    console.print(*answer + "\n");
  }
  return {};
}

}  // namespace

Command tokenize_command() {
  return {"tokenize",
          "text to token ids, line by line",
          {{"model", "DIR", "the folder with tokenizer.json", Flag::Need::kRequired},
           {"plain", "", "no beginning of text is added and special tokens are text"},
           {"decode", "", "{\"ids\"} a line to {\"text\"} a line"}},
          tokenize};
}

}  // namespace millrace::engine
