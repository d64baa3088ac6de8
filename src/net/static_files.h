// Serves a folder over HTTP: entity tags, ranges, compression (a ".br" or ".gz" beside the file,
// else made on first use and kept), never anything outside the folder. Thread-safe; for worker
// routes.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace millrace::net {

struct StaticFilesOptions {
  std::string root;
  std::string index = "index.html";  // for "" and paths ending in "/"
  std::string fallback{};          // sent for paths that name no file and have no "." in their last
                                   // part: a single-page application's "index.html"
  std::string immutable_prefix{};  // files below it carry a hash in their names: cached for a year
  std::size_t max_compressed_bytes = std::size_t{32} << 20;  // kept in all
};

class StaticFiles {
 public:
  explicit StaticFiles(StaticFilesOptions options);
  ~StaticFiles();
  // `path` is relative to the root and decoded, as {rest*} gives it. Takes GET and HEAD.
  Result<Response> serve(const Request& request, std::string_view path) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string_view content_type_of(std::string_view path);  // by the extension

}  // namespace millrace::net
