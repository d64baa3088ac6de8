#include "resource/assets.h"

#include "describe/names.h"

namespace millrace::resource {
namespace {
using describe::Field;
using describe::field;

std::string_view check_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos
             ? ""
             : "must be 64 lower-case hexadecimal digits";
}

constexpr Field kPackageFields[] = {
    field<&CodePackage::description>("description", Access::kMutable, "Free text.",
                                     {.limits = {.max_length = 300}}),
    field<&CodePackage::source>("source", Access::kCreateOnly,
                                "upload, or storage: a folder of a registered storage."),
    field<&CodePackage::storage>("storage", Access::kCreateOnly,
                                 "Id or name of the storage, with source storage."),
    field<&CodePackage::path>(
        "path", Access::kCreateOnly, "Folder below the storage.",
        {.limits = {.max_length = 4096, .check_text = describe::check_below}}),
    field<&CodePackage::entry_file>(
        "entry_file", Access::kMutable, "The file to start with.",
        {.limits = {.max_length = 1024, .check_text = describe::check_below}}),
    field<&CodePackage::state>("state", Access::kServer, "State."),
    field<&CodePackage::state_reason>("state_reason", Access::kServer, "Why an import failed."),
    field<&CodePackage::size_bytes>("size_bytes", Access::kServer, "Size of all files."),
    field<&CodePackage::file_count>("file_count", Access::kServer, "Number of files."),
    field<&CodePackage::sha256>("sha256", Access::kServer,
                                "Hash of names, modes and contents: what a run pins."),
};
constexpr describe::Table kPackageTable{kPackageFields};
constexpr Kind kPackage{
    .name = "code_package",
    .plural = "code-packages",
    .table_name = "code_package",
    .table = &kPackageTable,
    .make = make_object<CodePackage>,
    .clone = clone_object<CodePackage>,
    .state = [](const Object& o) { return word(static_cast<const CodePackage&>(o).state); },
    .doc = "Source code to be mounted at /work/mount/code.",
    .example = R"({"name":"code-example","entry_file":"train.py"})",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kUploadFields[] = {
    field<&Upload::size>("size", Access::kCreateOnly, "Bytes to come.",
                         {.limits = {.min = 0, .max = 1e13}, .required = true}),
    field<&Upload::sha256>(
        "sha256", Access::kCreateOnly, "Of all bytes, lower-case hexadecimal.",
        {.limits = {.min_length = 64, .max_length = 64, .check_text = check_sha256},
         .required = true}),
    field<&Upload::offset>("offset", Access::kServer, "Bytes there already."),
    field<&Upload::state>("state", Access::kServer, "open or complete."),
    field<&Upload::expires_at>("expires_at", Access::kServer,
                               "Removed after this when nothing uses it."),
};
constexpr describe::Table kUploadTable{kUploadFields};
constexpr std::string_view kUploadColumns[] = {"id",     "state",      "size",
                                               "offset", "expires_at", "created_at"};
constexpr Kind kUpload{
    .name = "upload",
    .plural = "uploads",
    .table_name = "upload",
    .names_unique = NamesUnique::kNowhere,
    .table = &kUploadTable,
    .make = make_object<Upload>,
    .clone = clone_object<Upload>,
    .state = [](const Object& o) { return word(static_cast<const Upload&>(o).state); },
    .doc = "A resumable upload.",
    .example =
        R"({"name":"data.bin","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})",
    .list_columns = kUploadColumns,
    .user_updates = false,
    .name_limits = {.min_length = 1, .max_length = 255}};

constexpr Field kAlertFields[] = {
    field<&Alert::events>("events", Access::kMutable, "failed, recovering, succeeded.",
                          {.limits = {.max_items = 3}, .required = true}),
    field<&Alert::workload>("workload", Access::kMutable,
                            "Id of one workload; empty: all of one's own."),
    field<&Alert::webhook_url>(
        "webhook_url", Access::kMutable, "Gets a POST for each event.",
        {.limits = {.max_length = 2048, .check_text = describe::check_web_address}}),
    field<&Alert::webhook_secret>("webhook_secret", Access::kSecret,
                                  "Signs the body (HMAC-SHA256).", {.limits = {.max_length = 256}}),
    field<&Alert::email>("email", Access::kMutable, "Gets a mail for each event.",
                         {.limits = {.max_length = 254, .check_text = describe::check_email}}),
    field<&Alert::enabled>("enabled", Access::kMutable, "Deliver."),
    field<&Alert::delivered>("delivered", Access::kServer, "Deliveries so far."),
    field<&Alert::failed>("failed", Access::kServer, "Deliveries given up."),
    field<&Alert::last_error>("last_error", Access::kServer, "Why the last delivery failed."),
};
constexpr describe::Table kAlertTable{kAlertFields};
constexpr Kind kAlert{
    .name = "alert",
    .plural = "alerts",
    .table_name = "alert",
    .table = &kAlertTable,
    .make = make_object<Alert>,
    .clone = clone_object<Alert>,
    .doc = "Whom to tell what about which runs.",
    .example =
        R"({"name":"alert-example","events":["failed"],"webhook_url":"https://hooks.example.org/runs"})",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};
}  // namespace

const Kind& CodePackage::kind() {
  return kPackage;
}
const Kind& Upload::kind() {
  return kUpload;
}
const Kind& Alert::kind() {
  return kAlert;
}

}  // namespace millrace::resource
