#include "model/fixture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "io/file_system.h"
#include "json/value.h"

namespace millrace::model {
namespace {

modelfile::SafetensorsFile open(const std::string& path) {
  auto file = modelfile::SafetensorsFile::open(path);
  CHECK(file.has_value());
  return *std::move(file);
}

Batch read_batch(const std::string& path) {
  const auto text = io::read_file(io::system_files(), path);
  CHECK(text.has_value());
  const auto document = json::parse(*text);
  CHECK(document.has_value());
  Batch batch{.starts = {0}};
  for (const json::Value& sequence : *document->find("sequences")->as_array()) {
    for (const json::Value& id : *sequence.find("ids")->as_array())
      batch.ids.push_back(static_cast<std::int32_t>(*id.as_int()));
    for (const json::Value& label : *sequence.find("labels")->as_array())
      batch.labels.push_back(static_cast<std::int32_t>(*label.as_int()));
    batch.starts.push_back(static_cast<std::int32_t>(batch.ids.size()));
  }
  return batch;
}

}  // namespace

std::string testdata(const std::string& name) {
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/src/model/testdata/" + name;
}

Fixture::Fixture(const std::string& name)
    : folder_(testdata(name)),
      batch_(read_batch(folder_ + "/batch.json")),
      expected_(open(folder_ + "/expected.safetensors")) {}

std::vector<std::string> Fixture::names() {
  return {"llama", "llama_bias", "mistral", "qwen2", "qwen3"};
}

std::vector<float> Fixture::expected(const std::string& tensor) const {
  return floats(expected_, tensor);
}

std::vector<float> floats(const modelfile::SafetensorsFile& file, const std::string& tensor) {
  for (const auto& info : file.header().tensors)
    if (info.name == tensor) {
      const auto bytes = file.bytes(info);
      std::vector<float> values(bytes.size() / sizeof(float));
      std::memcpy(values.data(), bytes.data(), bytes.size());
      return values;
    }
  return {};
}

double worst(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return INFINITY;
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - b[i]) / (1 + std::abs(b[i]));
    if (!(difference <= most)) most = difference;
  }
  return most;
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return INFINITY;
  double apart = 0;
  double length = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    apart += std::pow(static_cast<double>(a[i]) - b[i], 2);
    length += std::pow(static_cast<double>(b[i]), 2);
  }
  return length == 0 ? std::sqrt(apart) : std::sqrt(apart / length);
}

std::vector<float> row_sums(const Losses& losses, const Batch& batch) {
  std::vector<float> sums;
  for (std::size_t s = 0; s + 1 < batch.starts.size(); ++s) {
    float sum = 0;
    for (std::int32_t row = batch.starts[s]; row < batch.starts[s + 1]; ++row)
      sum += losses.rows[static_cast<std::size_t>(row)];
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace millrace::model
