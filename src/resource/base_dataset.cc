#include "resource/base_dataset.h"

#include <algorithm>

#include "describe/names.h"

namespace millrace::resource {
using describe::Field;
using describe::field;

namespace {

constexpr std::string_view kVisibility = "visibility";

std::string_view check_name(std::string_view text) {
  if (text.find('.') != text.npos) return "must not contain '.'";
  return describe::check_object_name(text);
}

std::string_view check_optional_mount_path(std::string_view text) {
  return text.empty() ? "" : check_mount_path(text);
}

bool readable_by(const Object& object, const Reader& reader) {
  const auto& dataset = static_cast<const BaseDataset&>(object);
  return dataset.visibility == DatasetVisibility::kWorkspaces &&
         std::ranges::find(dataset.workspaces, reader.workspace) != dataset.workspaces.end();
}

constexpr Field kFields[] = {
    field<&BaseDataset::description>("description", Access::kMutable, "Free text.",
                                     {.limits = {.max_length = 250}}),
    field<&BaseDataset::storage>("storage", Access::kCreateOnly,
                                 "Id or name of a registered storage.",
                                 {.index = Index::kFilter, .required = true}),
    field<&BaseDataset::path>(
        "path", Access::kCreateOnly,
        "Folder of the storage; only administrators may leave it out and take all of it.",
        {.limits = {.max_length = 1'000, .check_text = describe::check_below}}),
    field<&BaseDataset::visibility>(
        kVisibility, Access::kMutable,
        "owner: only who made it; workspaces: the developers of those named, too.",
        {.index = Index::kFilter}),
    field<&BaseDataset::workspaces>("workspaces", Access::kMutable,
                                    "Ids or names, with visibility workspaces.",
                                    {.limits = {.max_items = 100}}),
    field<&BaseDataset::mount_path>(
        "mount_path", Access::kMutable,
        "Where runs see it, under /work/mount/; empty: /work/mount/data/NAME.",
        {.limits = {.max_length = 255, .check_text = check_optional_mount_path}}),
    field<&BaseDataset::read_only>("read_only", Access::kMutable,
                                   "Runs may only read it; they may only read s3 anyway."),
    field<&BaseDataset::storage_type>("storage_type", Access::kServer, "Type of the storage."),
    field<&BaseDataset::storage_name>("storage_name", Access::kServer,
                                      "Name of the storage at creation."),
    field<&BaseDataset::state>("state", Access::kServer, "ready."),
};
constexpr describe::Table kTable{kFields};
constexpr std::string_view kColumns[] = {"id",   "state",      "storage_type", "storage_name",
                                         "path", "mount_path", "description"};
constexpr Kind kKind{
    .name = "base_dataset",
    .plural = "base-datasets",
    .table_name = "base_dataset",
    .sharing = {.field = kVisibility, .value = "workspaces", .readable_by = readable_by},
    .table = &kTable,
    .make = make_object<BaseDataset>,
    .clone = clone_object<BaseDataset>,
    .state = [](const Object& o) { return word(static_cast<const BaseDataset&>(o).state); },
    .doc = "A folder of a registered storage, shown to runs.",
    .example = R"({"name":"data-example","storage":"storage-example","path":"train"})",
    .list_columns = kColumns,
    .name_limits = {.min_length = 1, .max_length = 25, .check_text = check_name}};

}  // namespace

std::string default_mount_path(const std::string& dataset_name) {
  return "/work/mount/data/" + dataset_name;
}

const Kind& BaseDataset::kind() {
  return kKind;
}

}  // namespace millrace::resource
