#include "runtime/local/layout.h"

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace millrace::runtime {
namespace {

constexpr std::size_t kLongestName = 64;

bool is_plain_path(const std::string& path) {
  if (path.empty() || path[0] != '/' || path.find('\0') != std::string::npos) return false;
  const auto parts = base::split(path, '/');
  return std::none_of(parts.begin(), parts.end(), [](auto part) { return part == ".."; });
}

}  // namespace

Result<void> check_folder_name(const std::string& text, const std::string& field) {
  const bool good =
      !text.empty() && text.size() <= kLongestName && text[0] != '.' &&
      std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
      });
  if (good) return {};
  return base::invalid_field(field,
                             "must be 1 to 64 letters, digits, '_', '-' or '.', no '.' first");
}

Result<void> check_spec(const AttemptKey& key, const protocol::InstanceSpec& spec) {
  TRY(check_folder_name(key.run_id, "run_id"));
  if (key.attempt < 1) return base::invalid_field("attempt", "counts from 1");
  if (spec.run_id != key.run_id || spec.attempt != key.attempt)
    return base::invalid_field("run_id", "the specification is for another attempt");
  if (spec.instance < 0) return base::invalid_field("instance", "counts from 0");
  TRY(check_folder_name(spec.user, "user"));
  if (!spec.workspace.empty()) TRY(check_folder_name(spec.workspace, "workspace"));
  if (!spec.resume_run.empty()) TRY(check_folder_name(spec.resume_run, "resume_run"));
  if (spec.command.empty()) return base::invalid_field("command", "must name a program");
  if (!is_plain_path(spec.working_directory))
    return base::invalid_field("working_directory", "must be an absolute path without '..'");
  for (const auto& mount : spec.mounts) {
    if (!is_plain_path(mount.source) || !is_plain_path(mount.target))
      return base::invalid_field("mounts", "both ends must be absolute paths without '..'");
    if (!mount.target.starts_with("/work/"))
      return base::invalid_field("mounts", "'" + mount.target + "' is not below /work");
  }
  for (const auto& port : spec.ports) TRY(check_folder_name(port.name, "ports"));
  if (spec.image != "host")
    return fail(ErrorCode::kInvalid,
                "this node runs the image 'host' only, not '" + spec.image + "'");
  return {};
}

}  // namespace millrace::runtime
