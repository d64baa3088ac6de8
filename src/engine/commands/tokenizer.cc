// tokenizer: trains a byte-level BPE on the text of dataset files and writes tokenizer.json.
#include <fmt/core.h>

#include "engine/commands.h"
#include "io/file_system.h"
#include "json/value.h"
#include "text/formats/example_reader.h"
#include "text/tokenizer/bpe_trainer.h"
#include "text/tokenizer/tokenizer.h"
#include "train/text_rows.h"

namespace millrace::engine {
namespace {

constexpr std::int64_t kRowsSaid = 5;

struct Seen {
  std::int64_t rows = 0, bad = 0, bytes = 0;
};

void add_text(text::BpeTrainer& trainer, std::string_view text, Seen& seen) {
  trainer.add(text);
  seen.bytes += static_cast<std::int64_t>(text.size());
}

// What is said; the words of templates are no text that a tokenizer learns from.
void add_messages(text::BpeTrainer& trainer, const json::Array& messages, Seen& seen) {
  for (const json::Value& message : messages)
    if (const json::Value* content = message.find("content"); content && content->as_string())
      add_text(trainer, *content->as_string(), seen);
}

Result<void> add_file(text::BpeTrainer& trainer, const std::string& path, Console& console,
                      Seen& seen) {
  TRY_ASSIGN(std::shared_ptr<io::File> file,
             io::system_files().open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(auto reader, text::ExampleReader::open(train::bytes_of(std::move(file)), {}));
  for (;;) {
    auto next = reader.next();
    if (!next) return fail(next.error().code, fmt::format("{}: {}", path, next.error().message));
    if (!next->has_value()) return {};
    ++seen.rows;
    if (const auto* wrong = std::get_if<text::RowError>(&**next)) {
      if (++seen.bad <= kRowsSaid)
        console.note(fmt::format("{} row {} is left out: {} {}", path, wrong->row, wrong->field,
                                 wrong->reason));
      continue;
    }
    const auto& example = std::get<text::Example>(**next);
    if (example.kind == text::Example::Kind::kText)
      add_text(trainer, example.text, seen);
    else
      add_messages(trainer, example.conversation(), seen);
  }
}

Result<void> run(const Flags& flags, Console& console) {
  TRY_ASSIGN(const std::int64_t size, flags.integer("vocab-size", 32000));
  TRY_ASSIGN(const std::int64_t least, flags.integer("least-count", 2));
  if (size < 1 || least < 1)
    return fail(ErrorCode::kInvalid, "--vocab-size and --least-count take whole numbers from 1");
  TRY_ASSIGN(auto trainer,
             text::BpeTrainer::create({.vocabulary_size = static_cast<std::size_t>(size),
                                       .special = flags.all("special"),
                                       .least_count = static_cast<std::uint64_t>(least)}));
  Seen seen;
  for (const std::string& path : flags.all("data")) TRY(add_file(trainer, path, console, seen));
  if (seen.bad > kRowsSaid)
    console.note(fmt::format("{} rows were left out in all: a file has one format", seen.bad));
  if (seen.bytes == 0) return fail(ErrorCode::kInvalid, "the data has no text to learn from");
  const std::string document = std::move(trainer).train();
  TRY_ASSIGN(const text::Tokenizer tokenizer, text::Tokenizer::load(document));
  const std::string folder = *flags.get("output");
  TRY(io::system_files().make_directories(folder));
  TRY(io::replace_file(io::system_files(), folder + "/tokenizer.json", document));
  console.print(json::dump(json::Object{
                    {"output", folder + "/tokenizer.json"},
                    {"vocab_size", static_cast<std::int64_t>(tokenizer.vocabulary_size())},
                    {"rows", seen.rows},
                    {"bad", seen.bad},
                    {"bytes", seen.bytes}}) +
                "\n");
  return {};
}

}  // namespace

Command tokenizer_command() {
  return {
      "tokenizer",
      "trains a tokenizer (byte-level BPE, split as Qwen2's) on the text of datasets",
      {{"data", "FILE…", "rows of text or messages, in any dataset format", Flag::Need::kRequired},
       {"output", "DIR", "folder in which tokenizer.json is written", Flag::Need::kRequired},
       {"vocab-size", "N", "tokens in all, special ones too (default 32000)"},
       {"special", "S…", "special tokens: the last ids, in this order"},
       {"least-count", "N", "pairs that are rarer become no token (default 2)"}},
      run};
}

}  // namespace millrace::engine
