// Things that people bring: code packages and resumable uploads; and what they want to be told:
// alerts.
#pragma once
#include "resource/object.h"

namespace millrace::resource {

enum class PackageState { kCreating, kImporting, kReady, kImportFailed, kDeleting };
enum class PackageSource { kUpload, kStorage };

struct CodePackage : Object {
  std::string description;
  PackageSource source = PackageSource::kUpload;
  std::string storage;   // id, with source = storage
  std::string path;      // below the storage
  std::string entry_file;
  PackageState state = PackageState::kCreating;
  std::string state_reason;
  std::int64_t size_bytes = 0;
  std::int64_t file_count = 0;
  std::string sha256;    // of the tree: what a run pins
  static const Kind& kind();
};

enum class UploadState { kOpen, kComplete };

struct Upload : Object {  // name is free text: the file's
  std::int64_t size = 0;
  std::string sha256;    // expected; hexadecimal
  std::int64_t offset = 0;
  UploadState state = UploadState::kOpen;
  base::Time expires_at{};
  static const Kind& kind();
};

enum class AlertEvent { kFailed, kRecovering, kSucceeded };

// A user's wish to be told about the runs of the workspace that they may see. Off until made.
struct Alert : Object {
  std::vector<AlertEvent> events;
  std::string workload;      // id; empty: all of mine
  std::string webhook_url;   // POST with a JSON body, signed with webhook_secret
  std::string webhook_secret;
  std::string email;
  bool enabled = true;
  std::int64_t delivered = 0, failed = 0;
  std::string last_error;
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::PackageState> {
  static constexpr std::string_view kWords[] = {"creating", "importing", "ready", "import_failed",
                                                "deleting"};
};
template <>
struct EnumWords<resource::PackageSource> {
  static constexpr std::string_view kWords[] = {"upload", "storage"};
};
template <>
struct EnumWords<resource::UploadState> {
  static constexpr std::string_view kWords[] = {"open", "complete"};
};
template <>
struct EnumWords<resource::AlertEvent> {
  static constexpr std::string_view kWords[] = {"failed", "recovering", "succeeded"};
};
}  // namespace millrace::describe
