// Import of instruction rows (JSON lines) with validation, beside counting the lines and parsing
// each with simdjson and nothing more; and a page of 50 rows out of the middle of what was
// imported. Usage: import_bench FOLDER [ROWS]
#include <fcntl.h>
#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/clock.h"
#include "base/rng.h"
#include "io/file_system.h"
#include "io/mapped_file.h"
#include "rows/import.h"
#include "rows/row_set.h"

namespace millrace {
namespace {

constexpr int kRounds = 3;

double seconds(base::Duration from) {
  return static_cast<double>((base::system_clock().monotonic() - from).count()) / 1e3;
}

// Words at random out of some thousand: compresses like text, not like a single letter.
std::string words(base::Rng& rng, std::uint64_t most) {
  std::string out;
  for (std::uint64_t i = rng.below(most); i > 0 || out.empty(); i -= i > 0 ? 1 : 0) {
    base::SeededRng word(rng.below(64) * rng.below(64));
    for (std::uint64_t n = 2 + word.below(3); n > 0; --n) {
      out += "bdfgklmnprst"[word.below(12)];
      out += "aeiou"[word.below(5)];
    }
    out += ' ';
  }
  return out;
}

Result<void> write_rows(const std::string& path, std::int64_t rows) {
  TRY_ASSIGN(const auto file, io::system_files().open(path, io::FileSystem::Open::kCreate));
  TRY(file->truncate(0));
  base::SeededRng rng(1);
  std::string piece;
  for (std::int64_t i = 0; i < rows; ++i) {
    piece += fmt::format(R"({{"instruction":"把第 {} 句话翻译成英文","input":"{}","output":"{}"}})",
                         i, words(rng, 16), words(rng, 60));
    piece += '\n';
    if (piece.size() < (std::size_t{1} << 20)) continue;
    TRY(file->append(piece));
    piece.clear();
  }
  return file->append(piece);
}

Result<double> peer(const std::string& path) {
  TRY_ASSIGN(const io::MappedFile file, io::MappedFile::open(path));
  const std::string_view text(reinterpret_cast<const char*>(file.bytes().data()),
                              file.bytes().size());
  const auto begun = base::system_clock().monotonic();
  std::int64_t lines = std::count(text.begin(), text.end(), '\n'), parsed = 0;
  simdjson::dom::parser parser;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    line.assign(text.substr(at, end - at));
    line.resize(line.size() + simdjson::SIMDJSON_PADDING);
    simdjson::dom::element element;
    if (!parser.parse(line.data(), line.size() - simdjson::SIMDJSON_PADDING, false).get(element))
      ++parsed;
    at = end + 1;
  }
  if (parsed != lines) return fail(ErrorCode::kInternal, "the peer could not parse its rows");
  return seconds(begun);
}

Result<double> import(const std::string& folder, const std::string& path, std::int64_t rows) {
  const auto begun = base::system_clock().monotonic();
  base::WorkerPool helper("squeeze", 1, 64);
  TRY_ASSIGN(auto import,
             rows::RowImport::begin(io::system_files(), *rows::find_template("instruction"),
                                    {.segment = folder + "/bench.rows",
                                     .rejected = folder + "/bench.rejected",
                                     .helper = &helper}));
  TRY_ASSIGN(const auto file, io::system_files().open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const auto reader,
             text::RowReader::open(
                 [&file, at = std::uint64_t{0}](char* buffer,
                                                std::size_t size) mutable -> Result<std::size_t> {
                   TRY_ASSIGN(const std::string bytes, file->read_at(at, size));
                   std::memcpy(buffer, bytes.data(), bytes.size());
                   at += bytes.size();
                   return bytes.size();
                 },
                 text::FileKind::kJsonLines));
  TRY(import.add(*reader));
  TRY(import.finish());
  if (import.accepted() != rows) return fail(ErrorCode::kInternal, "rows were lost");
  return seconds(begun);
}

Result<void> page(const std::string& folder, std::int64_t rows) {
  const auto begun = base::system_clock().monotonic();
  TRY_ASSIGN(const auto set,
             rows::RowSet::open(io::system_files(), {.segments = {folder + "/bench.rows"},
                                                     .edits = folder + "/bench.edits"}));
  const double opened = seconds(begun);
  constexpr int kPages = 200;
  base::SeededRng rng(2);
  const auto read = base::system_clock().monotonic();
  for (int i = 0; i < kPages; ++i) {
    int count = 0;
    const auto first = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(rows))) + 1;
    TRY(set->scan(first, [&](const rows::Row&) -> Result<rows::Flow> {
      return ++count == 50 ? rows::Flow::kStop : rows::Flow::kGoOn;
    }));
  }
  fmt::print("page of 50 out of {} rows: {:.2f} ms (opening: {:.1f} ms)\n", rows,
             seconds(read) * 1e3 / kPages, opened * 1e3);
  return {};
}

Result<void> run(const std::string& folder, std::int64_t rows) {
  const std::string path = folder + "/bench.jsonl";
  TRY(write_rows(path, rows));
  double best_peer = 1e9, best_import = 1e9;
  for (int i = 0; i < kRounds; ++i) {
    TRY_ASSIGN(const double a, peer(path));
    TRY_ASSIGN(const double b, import(folder, path, rows));
    best_peer = std::min(best_peer, a);
    best_import = std::min(best_import, b);
  }
  fmt::print("lines and simdjson alone: {:.2f} s, import: {:.2f} s, ratio {:.2f}\n", best_peer,
             best_import, best_peer / best_import);
  TRY(page(folder, rows));
  for (const char* name : {"/bench.jsonl", "/bench.rows", "/bench.rejected", "/bench.edits"})
    TRY(io::system_files().remove_tree(folder + name));
  return {};
}

}  // namespace
}  // namespace millrace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: import_bench FOLDER [ROWS]\n");
    return 2;
  }
  const auto done = millrace::run(argv[1], argc > 2 ? std::atoll(argv[2]) : 1'000'000);
  if (!done) fmt::print(stderr, "{}\n", done.error().to_string());
  return done ? 0 : 1;
}
