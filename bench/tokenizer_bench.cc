// Encodes documents over and over, warm, on one thread. usage: tokenizer_bench TOKENIZER_JSON ROWS
// SECONDS ROWS holds {"text": …} lines. Prints one JSON line. bench/tokenizer_bench.py runs it
// beside a peer.
#include <fmt/core.h>

#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "json/value.h"
#include "text/tokenizer/tokenizer.h"

namespace {

using namespace millrace;

std::string read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

double seconds() {
  return static_cast<double>(base::system_clock().monotonic().count()) / 1e3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto tokenizer = text::Tokenizer::load(read(argv[1]));
  if (!tokenizer) {
    fmt::print(stderr, "{}\n", tokenizer.error().message);
    return 1;
  }
  std::vector<std::string> documents;
  std::size_t bytes = 0;
  std::istringstream lines(read(argv[2]));
  for (std::string line; std::getline(lines, line);) {
    documents.push_back(*json::parse(line).value().find("text")->as_string());
    bytes += documents.back().size();
  }
  const double wanted = std::atof(argv[3]);
  std::size_t tokens = 0;
  const auto pass = [&] {
    tokens = 0;
    for (const std::string& document : documents) tokens += tokenizer->encode(document).size();
  };
  pass();
  std::size_t passes = 0;
  const double start = seconds();
  do {
    pass();
    ++passes;
  } while ((seconds() - start) < wanted);
  const double rate = static_cast<double>(bytes * passes) / (seconds() - start) / 1e6;
  fmt::print("{{\"mb_per_s\": {:.2f}, \"documents\": {}, \"bytes\": {}, \"tokens\": {}}}\n", rate,
             documents.size(), bytes, tokens);
  return 0;
}
