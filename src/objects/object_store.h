// Where data lies, whatever keeps it: a folder, a mounted file system, a bucket. Keys are paths
// like "train/a.jsonl": UTF-8, at most 1,024 bytes, no empty, "." or ".." part. Blocking;
// thread-safe. Errors are words for who registered the storage: kUnauthenticated (wrong keys),
// kForbidden (no right), kNotFound, kConflict (a condition does not hold), kUnavailable (cannot be
// reached now).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::objects {

struct ObjectInfo {
  std::string key{};
  std::uint64_t size = 0;
  std::string etag{};  // differs when the content does; no more is promised of it
  std::int64_t modified_ms = 0;
  std::string md5{};  // of the content, hexadecimal, where the store has it; by get() only
};

struct Range {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> size{};  // to the end; what lies beyond it is left out
};

struct GetOptions {
  Range range{};
  std::string etag{};  // kConflict when the object is another by now
  // With etag: what its size is, so that the store need not be asked.
  std::optional<std::uint64_t> size{};
};

struct PutOptions {
  enum class When { kAlways, kAbsent, kMatches } when = When::kAlways;
  std::string etag{};  // with kMatches
};

// Can a put be tied to a condition? A store where it cannot refuses one with kInvalid.
enum class Conditions { kHeld, kNone };

struct ListQuery {
  std::string prefix{};
  std::string delimiter{};  // "" or "/"
  std::string token{};      // a page's `next`
  std::size_t limit = 1'000;
};

struct ListPage {
  std::vector<ObjectInfo> objects{};    // in order of their keys
  std::vector<std::string> prefixes{};  // up to and with the delimiter, in order
  std::string next{};                   // empty on the last page
};

using Sink = std::function<Result<void>(std::string_view)>;

// Bytes to be written, given out in pieces.
class Source {
 public:
  virtual ~Source() = default;
  virtual Result<std::string> read(std::size_t most) = 0;  // "" at the end
};

class TextSource final : public Source {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::string> read(std::size_t most) override;

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  virtual Result<Conditions> conditions() = 0;
  virtual Result<ObjectInfo> stat(const std::string& key) = 0;
  // Pieces go to the sink in order; its error ends the call and is returned.
  virtual Result<ObjectInfo> get(const std::string& key, const GetOptions& options,
                                 const Sink& sink) = 0;
  // All of the source or nothing: readers see the old object or the new one. Of any size, with
  // memory for a piece of it.
  virtual Result<ObjectInfo> put(const std::string& key, Source& source,
                                 const PutOptions& options) = 0;
  virtual Result<ListPage> list(const ListQuery& query) = 0;
  virtual Result<void> remove(const std::string& key) = 0;  // absent is success
  // Is there a folder of this name ("": the whole)? kNotFound.
  virtual Result<void> find_folder(const std::string& path) = 0;
};

Result<void> check_key(const std::string& key);
// Small objects, gathered.
Result<std::string> read_object(ObjectStore& store, const std::string& key,
                                std::size_t max_bytes = 64 << 20);

}  // namespace millrace::objects
