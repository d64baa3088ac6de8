#include "model/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "io/test_folder.h"
#include "json/value.h"
#include "tensor/isa_environment.h"

namespace millrace::model {
namespace {

std::string test_data() {
  const char* folder = std::getenv("MILLRACE_TEST_DATA");
  if (folder != nullptr) return folder;
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/../shared/data";
}

std::vector<std::int32_t> ids_of(const json::Value& list) {
  std::vector<std::int32_t> ids;
  for (const json::Value& id : *list.as_array())
    ids.push_back(static_cast<std::int32_t>(*id.as_int()));
  return ids;
}

double number(const json::Value& value) {
  return value.as_int() != nullptr ? static_cast<double>(*value.as_int()) : *value.as_double();
}

Batch one_segment(std::vector<std::int32_t> ids) {
  const auto rows = static_cast<std::int32_t>(ids.size());
  return {.ids = std::move(ids), .labels = {}, .starts = {0, rows}, .examples = {}};
}

TEST(Stories260k, LogitsEqualTheReference) {
  const std::string folder = test_data() + "/weights_stories260k";
  const auto text = io::read_file(io::system_files(), folder + "/reference_generation.json");
  if (!text) GTEST_SKIP() << "no " << folder << ": set MILLRACE_TEST_DATA";
  const auto reference = json::parse(*text);
  ASSERT_TRUE(reference);
  const auto backend = tensor::make_cpu_backend();
  const auto model = Model::load(folder + "/hf", *backend, {});
  ASSERT_TRUE(model) << model.error().message;
  std::size_t compared = 0;
  for (const json::Value& prompt : *reference->find("cases")->as_array()) {
    const Batch batch = one_segment(ids_of(*prompt.find("tokens")));
    const std::int32_t last = batch.starts.back() - 1;
    const auto logits = (*model)->logits(batch, std::vector<std::int32_t>{last});
    ASSERT_TRUE(logits) << logits.error().message;
    const json::Array& expected = *prompt.find("last_logits")->as_array();
    ASSERT_EQ(expected.size(), logits->size());
    for (std::size_t i = 0; i < expected.size(); ++i, ++compared)
      ASSERT_NEAR((*logits)[i], number(expected[i]), 1e-4) << "logit " << i;
  }
  EXPECT_GE(compared, 512U * 3);
}

TEST(Stories260k, GreedyTextAndItsPerplexity) {
  const std::string folder = test_data() + "/weights_stories260k";
  const auto text = io::read_file(io::system_files(), folder + "/reference_generation.json");
  if (!text) GTEST_SKIP() << "no " << folder << ": set MILLRACE_TEST_DATA";
  const auto reference = json::parse(*text);
  ASSERT_TRUE(reference);
  const auto expected = ids_of(*reference->find("greedy_from_bos_255"));
  const auto backend = tensor::make_cpu_backend();
  const auto model = Model::load(folder + "/hf", *backend, {});
  ASSERT_TRUE(model) << model.error().message;
  auto cache = (*model)->new_cache(512);
  ASSERT_TRUE(cache);
  std::vector<std::int32_t> ids{expected[0]};
  while (ids.size() < expected.size()) {
    const auto logits = (*model)->extend(*cache, std::vector<std::int32_t>{ids.back()});
    ASSERT_TRUE(logits) << logits.error().message;
    ids.push_back(static_cast<std::int32_t>(std::max_element(logits->begin(), logits->end()) -
                                            logits->begin()));
  }
  EXPECT_EQ(ids, expected);
}

}  // namespace
}  // namespace millrace::model
