#include "objects/probe.h"

#include <fmt/core.h>

namespace millrace::objects {
namespace {

Error cannot(std::string_view act, Error why) {
  why.message = fmt::format("cannot {}: {}", act, why.message);
  return why;
}

Result<void> write_and_read(ObjectStore& store, const std::string& key, const std::string& text) {
  TextSource source(text);
  if (auto put = store.put(key, source, {}); !put) return cannot("write", std::move(put).error());
  auto got = read_object(store, key, 4 << 10);
  if (!got) return cannot("read what was written", std::move(got).error());
  if (*got != text)
    return fail(ErrorCode::kCorrupt, "cannot use it: what is read is not what was written");
  auto page = store.list({.prefix = key, .limit = 1});
  if (!page) return cannot("list", std::move(page).error());
  if (page->objects.size() != 1 || page->objects[0].key != key)
    return fail(ErrorCode::kCorrupt, "cannot use it: what was written is not listed");
  return {};
}

}  // namespace

Result<void> probe(ObjectStore& store, Wanted wanted, Rng& rng) {
  if (auto page = store.list({.limit = 1}); !page) return cannot("list", std::move(page).error());
  if (wanted == Wanted::kRead) return {};
  const std::string key = fmt::format("millrace-probe-{:016x}", rng.next());
  const auto done = write_and_read(store, key, fmt::format("{:016x}", rng.next()));
  auto removed = store.remove(key);
  TRY(done);
  if (!removed) return cannot("delete what was written", std::move(removed).error());
  return {};
}

}  // namespace millrace::objects
