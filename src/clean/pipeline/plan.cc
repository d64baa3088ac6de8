#include "clean/pipeline/plan.h"

#include <fmt/core.h>

#include <algorithm>

namespace millrace::clean {
namespace {
constexpr std::uint64_t kLeastShard = std::uint64_t{4} << 20, kMostShard = std::uint64_t{64} << 20;
constexpr std::uint64_t kUsualShards = 2048;

// Other files would become one rejected row a line.
Result<void> expect_json_lines(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::string beginning, file->read_at(0, 64));
  const std::size_t first = beginning.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const bool array = first != std::string::npos && beginning[first] == '[';
  if (array || path.ends_with(".csv") || path.ends_with(".tsv"))
    return fail(
        ErrorCode::kInvalid,
        fmt::format("{} holds no JSON lines: one JSON object a line is read (an import into "
                    "a labelled data set takes arrays, CSV and tables)",
                    path));
  return {};
}

}  // namespace

std::uint64_t Plan::bytes() const {
  std::uint64_t sum = 0;
  for (const Input& input : inputs) sum += input.bytes;
  return sum;
}

Result<Plan> make_plan(io::FileSystem& files, const std::vector<std::string>& inputs,
                       json::Value recipe, std::uint64_t shard_bytes) {
  Plan plan;
  plan.recipe = std::move(recipe);
  for (const std::string& path : inputs) {
    TRY_ASSIGN(const std::string real, files.real_path(path));
    TRY_ASSIGN(const io::FileInfo info, files.stat(real));
    if (info.type != io::FileInfo::Type::kFile)
      return fail(ErrorCode::kInvalid, fmt::format("{} is no file", path));
    TRY(expect_json_lines(files, path));
    plan.inputs.push_back({path, info.size, info.modified_ms});
  }
  if (shard_bytes == 0)
    shard_bytes = std::clamp(plan.bytes() / kUsualShards, kLeastShard, kMostShard);
  for (std::size_t i = 0; i < plan.inputs.size(); ++i)
    for (std::uint64_t at = 0; at < plan.inputs[i].bytes; at += shard_bytes)
      plan.shards.push_back({i, at, std::min(at + shard_bytes, plan.inputs[i].bytes)});
  return plan;
}

json::Value to_json(const Plan& plan) {
  json::Array inputs, shards;
  for (const Input& input : plan.inputs)
    inputs.emplace_back(json::Object{{"path", input.path},
                                     {"bytes", static_cast<std::int64_t>(input.bytes)},
                                     {"modified_ms", input.modified_ms}});
  for (const Shard& shard : plan.shards)
    shards.emplace_back(json::Array{static_cast<std::int64_t>(shard.input),
                                    static_cast<std::int64_t>(shard.begin),
                                    static_cast<std::int64_t>(shard.end)});
  return json::Object{{"format", 1},
                      {"recipe", plan.recipe},
                      {"inputs", std::move(inputs)},
                      {"shards", std::move(shards)}};
}

std::vector<Segment> segments_of(std::span<const Step> steps, std::size_t replayed) {
  std::vector<Segment> segments;
  Segment open;
  for (std::size_t i = replayed; i < steps.size(); ++i) {
    if (steps[i].type->kind != Kind::kDeduplicator) continue;
    open.end = i;
    open.dedup_behind = true;
    segments.push_back(open);
    open = {.first = i + 1};
  }
  open.end = steps.size();
  open.dedup_behind = false;
  segments.push_back(open);
  return segments;
}

}  // namespace millrace::clean
