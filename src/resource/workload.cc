#include "resource/workload.h"

#include "describe/names.h"
#include "resource/storage.h"

namespace millrace::describe {
namespace {
using resource::FaultTolerance;
using resource::StorageMount;

constexpr Field kFaultToleranceFields[] = {
    field<&FaultTolerance::enabled>("enabled", Access::kMutable, "Restart after faults."),
    field<&FaultTolerance::max_restarts>("max_restarts", Access::kMutable,
                                         "Restarts for each kind of fault.",
                                         {.limits = {.min = 0, .max = 100}}),
    field<&FaultTolerance::restart_policy>("restart_policy", Access::kMutable,
                                           "gang: all instances restart together."),
    field<&FaultTolerance::strategy>("strategy", Access::kMutable,
                                     "reschedule: on other nodes; graceful: reset the card and "
                                     "restart in place where the fault allows it."),
};
constexpr Table kFaultToleranceTable{kFaultToleranceFields};

constexpr Field kStorageMountFields[] = {
    field<&StorageMount::storage>("storage", Access::kMutable,
                                  "Id or name of a registered storage.", {.required = true}),
    field<&StorageMount::path>("path", Access::kMutable, "Folder of the storage; empty: all of it.",
                               {.limits = {.max_length = 4096, .check_text = check_below}}),
    field<&StorageMount::mount_path>(
        "mount_path", Access::kMutable, "Where it is seen, under /work/mount/.",
        {.limits = {.max_length = 255, .check_text = resource::check_mount_path},
         .required = true}),
    field<&StorageMount::read_only>("read_only", Access::kMutable, "Not for writing."),
};
constexpr Table kStorageMountTable{kStorageMountFields};
}  // namespace

const Table& Described<FaultTolerance>::get() {
  return kFaultToleranceTable;
}
const Table& Described<StorageMount>::get() {
  return kStorageMountTable;
}
}  // namespace millrace::describe
