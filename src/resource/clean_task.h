// Clean tasks: a labelled data set through operators; what comes out is a new labelled data set.
#pragma once
#include "resource/workload.h"

namespace millrace::resource {

struct CleanTask : Workload {
  std::string dataset;                         // id or name
  std::optional<std::string> dataset_version;  // name; null: what is there when it starts
  std::optional<std::string> wanted_version;   // write-only: bodies call it "version"
  std::vector<std::string> fields;             // that are cleaned; empty: all texts of the template
  std::optional<std::string> output_name;      // null: "<data set>_<epoch ms>", set at the start
  json::Value ops;                             // [{"name": …, options…}]
  int master_count = 1;                        // instance 0 puts the results together
  int worker_count = 1;
  std::string dataset_name;
  std::string output_dataset;  // id, once there is one
  json::Value fact;            // rows in and out, and what each operator did
  static const Kind& kind();
};

}  // namespace millrace::resource
