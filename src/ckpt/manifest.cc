#include "ckpt/manifest.h"

#include <fmt/core.h>

namespace millrace::ckpt {
namespace {

constexpr std::int64_t kFormat = 1;

Error corrupt(std::string words) {
  return fail(ErrorCode::kCorrupt, "the manifest " + std::move(words));
}

Result<std::uint64_t> count_of(const json::Value& object, std::string_view key) {
  const std::int64_t n = object.int_or(key, -1);
  if (n < 0) return corrupt(fmt::format("has no {}", key));
  return static_cast<std::uint64_t>(n);
}

Result<const json::Array*> list_of(const json::Value& document, std::string_view key) {
  const json::Value* const list = document.find(key);
  if (list == nullptr || list->as_array() == nullptr)
    return corrupt(fmt::format("has no list of {}", key));
  return list->as_array();
}

}  // namespace

std::string encode_manifest(const Manifest& manifest) {
  json::Array ranges;
  for (const Range& r : manifest.ranges)
    ranges.push_back(json::Object{{"name", r.name},
                                  {"offset", static_cast<std::int64_t>(r.offset)},
                                  {"bytes", static_cast<std::int64_t>(r.bytes)}});
  json::Array shards;
  for (const Shard& s : manifest.shards)
    shards.push_back(json::Object{
        {"file", s.file}, {"bytes", static_cast<std::int64_t>(s.bytes)}, {"sha256", s.sha256}});
  return json::dump_pretty(json::Object{{"format", kFormat},
                                        {"step", manifest.step},
                                        {"meta", manifest.meta},
                                        {"shards", std::move(shards)},
                                        {"ranges", std::move(ranges)}});
}

Result<Manifest> decode_manifest(std::string_view text) {
  TRY_ASSIGN(const json::Value document, json::parse(text));
  if (document.int_or("format", 0) != kFormat) return corrupt("is of another format");
  Manifest out{.step = document.int_or("step", -1)};
  if (out.step < 0) return corrupt("has no step");
  if (const json::Value* meta = document.find("meta"); meta && meta->as_object())
    out.meta = *meta->as_object();
  std::uint64_t total = 0;
  TRY_ASSIGN(const json::Array* const shards, list_of(document, "shards"));
  for (const json::Value& s : *shards) {
    Shard shard{.file = s.string_or("file", ""), .sha256 = s.string_or("sha256", "")};
    TRY_ASSIGN(shard.bytes, count_of(s, "bytes"));
    if (shard.file != shard_file(out.shards.size())) return corrupt("names a strange shard");
    total += shard.bytes;
    out.shards.push_back(std::move(shard));
  }
  TRY_ASSIGN(const json::Array* const ranges, list_of(document, "ranges"));
  for (const json::Value& r : *ranges) {
    Range range{.name = r.string_or("name", "")};
    TRY_ASSIGN(range.offset, count_of(r, "offset"));
    TRY_ASSIGN(range.bytes, count_of(r, "bytes"));
    if (range.offset > total || range.bytes > total - range.offset)
      return corrupt("has a range beyond its shards");
    out.ranges.push_back(std::move(range));
  }
  return out;
}

std::string folder_of_step(std::int64_t step) {
  return fmt::format("step-{:08}", step);
}
std::string shard_file(std::size_t index) {
  return fmt::format("shard-{:05}.bin", index);
}

}  // namespace millrace::ckpt
