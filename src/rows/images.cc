#include "rows/images.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "crypto/file_hash.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kOpen = "<img>", kClose = "</img>";

struct Named {
  std::string field, name;
};

// Which pictures a row names, and where.
std::vector<Named> named_by(const Template& of, const json::Value& row) {
  std::vector<Named> out;
  if (of.images == Images::kOneEach) out.push_back({"image", row.string_or("image", "")});
  if (of.images != Images::kInText) return out;
  const json::Value* turns = row.find("conversations");
  if (turns == nullptr || turns->as_array() == nullptr) return out;
  for (std::size_t i = 0; i < turns->as_array()->size(); ++i)
    for (auto& name : images_in_text((*turns->as_array())[i].string_or("value", "")))
      out.push_back({fmt::format("conversations[{}].value", i), std::move(name)});
  return out;
}

}  // namespace

std::string_view image_type(std::string_view beginning) {
  if (beginning.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (beginning.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (beginning.starts_with("BM")) return "image/bmp";
  if (beginning.starts_with("RIFF") && beginning.substr(8).starts_with("WEBP")) return "image/webp";
  return "";
}

bool is_image_name(std::string_view name) {
  const std::string lower = base::to_lower(name);
  for (const std::string_view ending : {".jpg", ".jpeg", ".png", ".bmp", ".webp"})
    if (lower.ends_with(ending)) return true;
  return false;
}

std::vector<std::string> images_in_text(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at)) {
    at += kOpen.size();
    const std::size_t end = text.find(kClose, at);
    if (end == std::string_view::npos) break;
    out.emplace_back(text.substr(at, end - at));
    at = end + kClose.size();
  }
  return out;
}

std::vector<std::string> ImageShelf::unnamed() const {
  std::vector<std::string> out;
  for (const auto& [name, path] : offered_)
    if (!kept_.contains(name)) out.push_back(name);
  return out;
}

Result<std::optional<std::string>> ImageShelf::shelve(const std::string& name) {
  if (const auto kept = kept_.find(name); kept != kept_.end()) return std::optional(kept->second);
  auto offered = offered_.find(name);
  if (offered == offered_.end() && !folder_of_rows_.empty())
    offered = offered_.find(folder_of_rows_ + "/" + name);
  if (offered == offered_.end()) return std::optional<std::string>();
  TRY_ASSIGN(const auto file, files_.open(offered->second, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::string beginning, file->read_at(0, 16));
  if (image_type(beginning).empty()) return std::optional<std::string>();
  TRY_ASSIGN(const crypto::FileHash hash, crypto::hash_file(*file));
  TRY(file->sync());
  const auto linked = files_.hard_link(offered->second, folder_ + "/" + hash.sha256);
  if (!linked && linked.error().code != ErrorCode::kAlreadyExists) return linked.error();
  kept_[name] = kept_[offered->first] = hash.sha256;
  return std::optional(hash.sha256);
}

Result<std::variant<json::Object, text::RowError>> ImageShelf::shelve(const Template& of,
                                                                      const json::Value& row) {
  using Out = std::variant<json::Object, text::RowError>;
  json::Object images;
  for (const Named& one : named_by(of, row)) {
    TRY_ASSIGN(const auto hash, shelve(one.name));
    if (!hash)
      return Out(
          text::RowError{0, one.field,
                         fmt::format("names \"{}\", which is {}", one.name,
                                     offered_.contains(one.name) ? "no jpg, png, bmp or webp image"
                                                                 : "not among the files")});
    images[one.name] = *hash;
  }
  json::Object marks;
  if (!images.empty()) marks["images"] = std::move(images);
  return Out(std::move(marks));
}

Result<void> ImageShelf::sync() {
  return kept_.empty() ? Result<void>() : files_.sync_directory(folder_);
}

}  // namespace millrace::rows
