// The data of a training, from files to examples. Blocking; one thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "io/file_system.h"
#include "json/value.h"
#include "train/examples.h"

namespace millrace::train {

struct DataSet {
  std::unique_ptr<Examples> examples{};
  json::Array files{};                 // name, size, SHA-256 and rows of each, for the record
  std::vector<std::string> said{};     // what people should know of the rows
  std::string renderer_fingerprint{};  // empty: the data were tokens already
};

// Each file is in a format that is found out from its first row. Errors name file and row.
Result<DataSet> read_data(io::FileSystem& fs, const std::string& model_folder,
                          const std::vector<std::string>& files, Examples::Limits limits);

}  // namespace millrace::train
