// The tiny models of testdata/ with what they must give, for the tests of this module only.
#pragma once
#include <string>
#include <vector>

#include "model/model.h"
#include "modelfile/safetensors.h"

namespace millrace::model {

// testdata/NAME: a model folder with batch.json and expected.safetensors (made by
// tests/oracle/model/fixtures.py with PyTorch, one sequence at a time).
class Fixture {
 public:
  explicit Fixture(const std::string& name);
  static std::vector<std::string> names();
  const std::string& folder() const { return folder_; }
  const Batch& batch() const { return batch_; }  // its sequences, packed
  std::vector<float> expected(const std::string& tensor) const;

 private:
  std::string folder_;
  Batch batch_;
  modelfile::SafetensorsFile expected_;
};

std::vector<float> floats(const modelfile::SafetensorsFile& file, const std::string& tensor);
std::string testdata(const std::string& name);

// The largest |a - b| / (1 + |b|).
double worst(const std::vector<float>& a, const std::vector<float>& b);
// |a - b| / |b|, of whole vectors.
double distance(const std::vector<float>& a, const std::vector<float>& b);
std::vector<float> row_sums(const Losses& losses, const Batch& batch);  // of each segment

}  // namespace millrace::model
