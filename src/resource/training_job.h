// Training jobs: a command on one or several instances.
#pragma once
#include "resource/workload.h"

namespace millrace::resource {

enum class TrainingMode { kSingle, kDdp };

struct TrainingJob : Workload {
  std::string command;
  std::string image = "host";
  std::string requirements;     // pip requirements; beside the code package's requirements.txt
  TrainingMode mode = TrainingMode::kDdp;
  int master_count = 1;
  int worker_count = 0;
  FaultTolerance fault_tolerance;
  std::string code_package;     // id; empty: none
  std::vector<std::string> datasets, models, preset_models;
  std::vector<StorageMount> object_storages, file_storages;
  protocol::Egress network = protocol::Egress::kNone;
  std::int64_t stop_grace_s = 30;
  std::string framework;        // what the list shows: found from the image and the code
  std::string output_path = "/work/output";
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::TrainingMode> {
  static constexpr std::string_view kWords[] = {"single", "ddp"};
};
}  // namespace millrace::describe
