#include "train/token_rows.h"

#include <fmt/core.h>

#include <limits>

#include "base/strings.h"
#include "json/value.h"

namespace millrace::train {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestLine = std::size_t{64} << 20;

Result<std::vector<std::int32_t>> ids_of(const json::Value& row) {
  const json::Value* const list = row.find("ids");
  if (!list || !list->as_array()) return fail(ErrorCode::kInvalid, "\"ids\" must be a list");
  std::vector<std::int32_t> ids;
  for (const json::Value& item : *list->as_array()) {
    const std::int64_t* const id = item.as_int();
    if (!id || *id < 0 || *id > std::numeric_limits<std::int32_t>::max())
      return fail(ErrorCode::kInvalid, "\"ids\" must hold whole numbers from 0");
    ids.push_back(static_cast<std::int32_t>(*id));
  }
  return ids;
}

Result<std::vector<std::uint8_t>> mask_of(const json::Value& row, std::size_t size) {
  const json::Value* const list = row.find("loss_mask");
  if (!list || list->is_null()) return std::vector<std::uint8_t>(size, 1);
  if (!list->as_array() || list->as_array()->size() != size)
    return fail(ErrorCode::kInvalid, "\"loss_mask\" must be a list as long as \"ids\"");
  std::vector<std::uint8_t> mask;
  for (const json::Value& item : *list->as_array()) {
    const bool* const flag = item.as_bool();
    const std::int64_t* const number = item.as_int();
    if (!flag && !number)
      return fail(ErrorCode::kInvalid, "\"loss_mask\" must hold 0 and 1, or false and true");
    mask.push_back(flag ? *flag : *number != 0);
  }
  return mask;
}

Result<void> add_row(std::int64_t number, std::string_view line, Examples& out) {
  TRY_ASSIGN(const json::Value row, json::parse(line));
  TRY_ASSIGN(const auto ids, ids_of(row));
  TRY_ASSIGN(const auto mask, mask_of(row, ids.size()));
  out.add(number, ids, mask);
  return {};
}

}  // namespace

Result<void> for_each_line(
    io::FileSystem& fs, const std::string& path,
    const std::function<Result<void>(std::int64_t, std::string_view)>& line) {
  TRY_ASSIGN(const auto file, fs.open(path, io::FileSystem::Open::kRead));
  std::string held;
  std::uint64_t at = 0;
  std::int64_t number = 0;
  for (;;) {
    TRY_ASSIGN(const std::string bytes, file->read_at(at, kReadBytes));
    at += bytes.size();
    held += bytes;
    const bool end = bytes.size() < kReadBytes;
    std::size_t begin = 0;
    for (std::size_t stop; (stop = held.find('\n', begin)) != std::string::npos; begin = stop + 1)
      TRY(line(++number, std::string_view(held).substr(begin, stop - begin)));
    held.erase(0, begin);
    if (held.size() > kLongestLine)
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} row {}: longer than 64 MiB", path, number + 1));
    if (!end) continue;
    if (!held.empty()) TRY(line(++number, held));
    return {};
  }
}

Result<bool> has_token_rows(io::FileSystem& fs, const std::string& path) {
  TRY_ASSIGN(const auto file, fs.open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::string head, file->read_at(0, 4096));
  const auto text = base::trim(head);
  if (!text.starts_with('{')) return false;
  const auto name = base::trim(text.substr(1));
  return name.starts_with("\"ids\"");
}

Result<void> read_token_rows(io::FileSystem& fs, const std::string& path, Examples& out) {
  out.begin_file(path.substr(path.rfind('/') + 1));
  return for_each_line(fs, path, [&](std::int64_t number, std::string_view line) -> Result<void> {
    if (base::trim(line).empty()) return {};
    auto added = add_row(number, line, out);
    if (!added) {
      Error error = std::move(added).error();
      error.message = fmt::format("{} row {}: {}", path, number, error.message);
      return error;
    }
    return {};
  });
}

}  // namespace millrace::train
