#include "runtime/local/checkpoint.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/strings.h"
#include "json/value.h"

namespace millrace::runtime {
namespace {

constexpr std::string_view kFolder = "checkpoints";
constexpr std::string_view kUnfinished[] = {".tmp",      ".partial", ".incomplete",
                                            ".building", ".part",    "~"};
constexpr std::string_view kFileEndings[] = {".pt",  ".pth",         ".ckpt",
                                             ".bin", ".safetensors", ".npz"};
constexpr int kDepth = 6;
constexpr std::size_t kMostFiles = 20'000;
constexpr std::size_t kMostIndexBytes = 64 << 20;
// Its writer lived on for so long without touching it.
constexpr std::int64_t kQuietMs = 60'000;

struct Place {
  std::string root{};      // the run's output
  std::string megatron{};  // folder that latest_checkpointed_iteration.txt names; "" for none
  std::int64_t quiet_until_ms = 0;
};

bool unfinished_name(std::string_view name) {
  if (name.starts_with('.') || name.starts_with("tmp-")) return true;
  return std::any_of(std::begin(kUnfinished), std::end(kUnfinished),
                     [&](auto ending) { return name.ends_with(ending); });
}

const SafeFile* find(const CheckpointCandidate& candidate, std::string_view path) {
  for (const auto& file : candidate.files)
    if (file.path == path) return &file;
  return nullptr;
}

std::string path_of(const CheckpointCandidate& candidate, const std::string& file) {
  const std::string entry = std::string(kFolder) + "/" + candidate.name;
  return file.empty() ? entry : entry + "/" + file;
}

// Every file that an index of weights names is there and not empty.
bool index_is_consistent(const Place& place, const CheckpointCandidate& candidate,
                         const SafeFile& index) {
  const auto text = read_beneath(place.root, path_of(candidate, index.path), 0, kMostIndexBytes);
  if (!text) return false;
  const auto document = json::parse(text->bytes);
  const json::Value* const map = document ? document->find("weight_map") : nullptr;
  if (!map || !map->as_object()) return false;
  const auto slash = index.path.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "" : index.path.substr(0, slash + 1);
  std::set<std::string> shards;
  for (const auto& [tensor, shard] : *map->as_object())
    if (const auto* name = shard.as_string()) shards.insert(folder + *name);
  return std::all_of(shards.begin(), shards.end(), [&](const auto& shard) {
    const SafeFile* const file = find(candidate, shard);
    return file && file->size > 0;
  });
}

bool has_weights(const CheckpointCandidate& candidate) {
  return std::any_of(candidate.files.begin(), candidate.files.end(), [](const auto& file) {
    return file.size > 0 && std::any_of(std::begin(kFileEndings), std::end(kFileEndings),
                                        [&](auto ending) { return file.path.ends_with(ending); });
  });
}

// Hugging Face writes trainer_state.json last.
bool whole_by_trainer_state(const Place& place, const CheckpointCandidate& candidate) {
  const SafeFile* const state = find(candidate, "trainer_state.json");
  if (!state || state->size == 0 || !has_weights(candidate)) return false;
  const auto text = read_beneath(place.root, path_of(candidate, state->path), 0, kMostIndexBytes);
  if (!text || !json::parse(text->bytes)) return false;
  return std::all_of(candidate.files.begin(), candidate.files.end(), [&](const auto& file) {
    return !file.path.ends_with(".index.json") || index_is_consistent(place, candidate, file);
  });
}

// torch.save and numpy write zip archives, whose directory comes last ("PK\5\6", 22 bytes and a
// comment).
std::optional<bool> whole_by_zip(const Place& place, const CheckpointCandidate& candidate) {
  const std::string path = path_of(candidate, "");
  const auto begin = read_beneath(place.root, path, 0, 4);
  if (!begin || !begin->bytes.starts_with("PK\x03\x04")) return std::nullopt;
  if (begin->size < 22) return false;
  const auto end = read_beneath(place.root, path, begin->size - 22, 22);
  return end && end->bytes.starts_with("PK\x05\x06");
}

bool is_quiet(const Place& place, const CheckpointCandidate& candidate) {
  return candidate.newest_ms + kQuietMs <= place.quiet_until_ms;
}

bool is_whole(const Place& place, const CheckpointCandidate& candidate) {
  if (unfinished_name(candidate.name) || candidate.files.empty()) return false;
  if (candidate.files.size() == 1 && candidate.files[0].path.empty()) {
    if (!std::any_of(std::begin(kFileEndings), std::end(kFileEndings),
                     [&](auto ending) { return candidate.name.ends_with(ending); }))
      return false;
    if (const auto zip = whole_by_zip(place, candidate)) return *zip;
    return is_quiet(place, candidate);
  }
  // A marker ends the discussion, one way or the other.
  if (const SafeFile* const marker = find(candidate, ".complete"))
    return candidate.newest_ms <= marker->modified_ms;
  if (candidate.name == place.megatron) return true;
  if (find(candidate, "trainer_state.json")) return whole_by_trainer_state(place, candidate);
  return is_quiet(place, candidate);
}

std::string megatron_folder(const std::string& root) {
  const auto text =
      read_beneath(root, std::string(kFolder) + "/latest_checkpointed_iteration.txt", 0, 64);
  if (!text) return "";
  const std::string word(base::trim(text->bytes));
  const auto number = base::parse_int(word);
  if (!number) return word == "release" ? word : "";
  std::string digits = std::to_string(*number);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  return "iter_" + digits;
}

Result<CheckpointCandidate> look_at(const std::string& root, const SafeEntry& entry) {
  CheckpointCandidate out{.name = entry.name, .newest_ms = entry.modified_ms};
  if (entry.type == SafeEntry::Type::kFile) {
    out.files = {{"", entry.size, entry.modified_ms}};
    return out;
  }
  const std::string folder = std::string(kFolder) + "/" + entry.name;
  TRY_ASSIGN(out.files, walk_beneath(root, folder, kDepth, kMostFiles));
  // The folder's own time changes with its marker: files alone tell when it was written.
  out.newest_ms = 0;
  for (auto& file : out.files) {
    file.path.erase(0, folder.size() + 1);
    out.newest_ms = std::max(out.newest_ms, file.modified_ms);
  }
  return out;
}

}  // namespace

Result<std::string> find_newest_checkpoint(const std::string& root, std::int64_t quiet_until_ms) {
  const auto entries = list_beneath(root, std::string(kFolder));
  if (!entries && entries.error().code == ErrorCode::kNotFound) return std::string();
  if (!entries) return entries.error();
  const Place place{root, megatron_folder(root), quiet_until_ms};
  std::string best;
  std::int64_t best_ms = -1;
  for (const auto& entry : *entries) {
    if (entry.type == SafeEntry::Type::kOther) continue;
    const auto candidate = look_at(root, entry);
    if (!candidate || candidate->newest_ms < best_ms || !is_whole(place, *candidate)) continue;
    best = entry.name;  // of two at the same time the later name
    best_ms = candidate->newest_ms;
  }
  return best;
}

}  // namespace millrace::runtime
