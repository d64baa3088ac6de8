#include <gtest/gtest.h>

#include <cstring>

#include "io/fake_file_system.h"
#include "io/test_folder.h"
#include "modelfile/adapter.h"
#include "modelfile/weight_folder.h"

namespace millrace::modelfile {
namespace {

std::string refusal(std::string_view header, std::uint64_t bytes) {
  const auto parsed = parse_safetensors_header(header, bytes);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(SafetensorsHeader, ReadsTensorsInOrderOfPlace) {
  const auto header = parse_safetensors_header(
      R"({"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[8,20]},
          "__metadata__":{"format":"pt"},
          "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
          "empty":{"dtype":"F32","shape":[0,5],"data_offsets":[8,8]}})",
      20);
  ASSERT_TRUE(header) << header.error().message;
  ASSERT_EQ(header->tensors.size(), 3U);
  EXPECT_EQ(header->tensors[0].name, "a");
  EXPECT_EQ(header->tensors[2].name, "b");
  EXPECT_EQ(header->metadata.at("format"), "pt");
}

TEST(SafetensorsHeader, RefusesWhatDoesNotAddUp) {
  const std::string a = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  EXPECT_EQ(refusal("{" + a + "}", 8), "accepted");
  EXPECT_NE(refusal("{" + a + "}", 9).find("something appended"), std::string::npos);
  EXPECT_NE(refusal("{" + a + "}", 7).find("cut short"), std::string::npos);
  EXPECT_NE(refusal("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8)
                .find("overlaps"),
            std::string::npos);
  EXPECT_NE(refusal("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}})", 16)
                .find("hole"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8)
                .find("needs 12 bytes"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,4],
                      "data_offsets":[0,0]}})",
                    0)
                .find("too large"),
            std::string::npos);
  EXPECT_NE(
      refusal(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}})", 8).find("natural"),
      std::string::npos);
  EXPECT_NE(
      refusal(R"({"a":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}})", 8).find("unknown dtype"),
      std::string::npos);
  EXPECT_NE(refusal(R"({"__metadata__":{"x":1}})", 0).find("strings only"), std::string::npos);
}

TensorSource source(std::string name, const std::vector<float>& values) {
  return {.name = std::move(name),
          .dtype = Dtype::kF32,
          .shape = {static_cast<std::int64_t>(values.size())},
          .read = [values](std::uint64_t offset, std::span<std::byte> out) -> Result<void> {
            std::memcpy(out.data(), reinterpret_cast<const std::byte*>(values.data()) + offset,
                        out.size());
            return {};
          }};
}

TEST(WeightFolder, ShardsComeBackAsOne) {
  const io::TestFolder folder;
  const std::vector<float> a{1, 2, 3};
  const std::vector<float> b{4, 5};
  ASSERT_TRUE(
      write_weights(io::system_files(), folder.path(), {source("a", a), source("b", b)}, 8));
  EXPECT_TRUE(io::exists(io::system_files(), folder / "model-00002-of-00002.safetensors"));
  const auto weights = WeightFolder::open(folder.path());
  ASSERT_TRUE(weights) << weights.error().message;
  EXPECT_EQ(weights->names(), (std::vector<std::string>{"a", "b"}));
  const StoredTensor* stored = weights->find("b");
  ASSERT_EQ(stored->bytes.size(), 8U);
  EXPECT_EQ(std::memcmp(stored->bytes.data(), b.data(), 8), 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(stored->bytes.data()) % 64, 0U);
}

TEST(WeightFolder, AnIndexCannotLeaveItsFolder) {
  const io::TestFolder folder;
  auto& fs = io::system_files();
  ASSERT_TRUE(io::replace_file(fs, folder / "model.safetensors.index.json",
                               R"({"weight_map":{"a":"../../etc/passwd"}})"));
  const auto weights = WeightFolder::open(folder.path());
  ASSERT_FALSE(weights);
  EXPECT_NE(weights.error().message.find("must name a file of the folder"), std::string::npos);
}

TEST(WeightFolder, SaysWhatIsCutShort) {
  const io::TestFolder folder;
  auto& fs = io::system_files();
  ASSERT_TRUE(write_weights(fs, folder.path(), {source("a", {1, 2, 3})}));
  const std::string path = folder / "model.safetensors";
  const auto text = io::read_file(fs, path);
  ASSERT_TRUE(text);
  for (const std::size_t keep :
       {std::size_t{0}, std::size_t{7}, std::size_t{20}, text->size() - 1}) {
    ASSERT_TRUE(io::replace_file(fs, path, text->substr(0, keep)));
    EXPECT_FALSE(WeightFolder::open(folder.path())) << keep;
  }
}

// Whenever the power goes: the old file, the new file, or none; never a torn one.
TEST(WriteSafetensors, SurvivesACutAtEveryOperation) {
  const auto bytes_of = [](io::FileSystem& fs) {
    const auto text = io::read_file(fs, "/m/model.safetensors");
    return text ? *text : std::string();
  };
  const auto write = [](io::FileSystem& fs, float value) {
    return write_safetensors(fs, "/m/model.safetensors", {source("a", {value})});
  };
  std::string first;
  std::string second;
  {
    io::FakeFileSystem fs;
    ASSERT_TRUE(fs.make_directories("/m"));
    ASSERT_TRUE(write(fs, 1));
    first = bytes_of(fs);
    ASSERT_TRUE(write(fs, 2));
    second = bytes_of(fs);
  }
  for (std::uint64_t cut = 1;; ++cut) {
    io::FakeFileSystem fs;
    ASSERT_TRUE(fs.make_directories("/m"));
    ASSERT_TRUE(fs.sync_directory("/"));
    ASSERT_TRUE(write(fs, 1));
    fs.cut_power_at(fs.operations() + cut);
    const bool written = write(fs, 2).has_value();
    if (fs.has_power()) break;
    fs.restart(io::FakeFileSystem::Survive::kSynced);
    const std::string now = bytes_of(fs);
    EXPECT_TRUE(now == second || (!written && now == first)) << "cut at operation " << cut;
  }
}

TEST(Fingerprint, IsOfTheModelAndNotOfItsFiles) {
  const std::string config = R"({"architectures":["LlamaForCausalLM"],"hidden_size":64,
    "intermediate_size":128,"num_hidden_layers":2,"num_attention_heads":4,"vocab_size":100})";
  const auto print = [&](const std::vector<float>& b, std::uint64_t shard) {
    const io::TestFolder folder;
    auto& fs = io::system_files();
    EXPECT_TRUE(io::replace_file(fs, folder / "config.json", config));
    EXPECT_TRUE(write_weights(fs, folder.path(), {source("a", {1, 2}), source("b", b)}, shard));
    const auto text = model_fingerprint(folder.path());
    return text ? *text : text.error().message;
  };
  const std::string one = print({3, 4}, 1000);
  EXPECT_EQ(one.size(), 64U) << one;
  EXPECT_EQ(print({3, 4}, 8), one);
  EXPECT_NE(print({3, 5}, 1000), one);
}

TEST(Adapter, ComesBack) {
  const io::TestFolder folder;
  const AdapterConfig config{.base_model = "b", .rank = 2, .alpha = 4, .targets = {"q_proj"}};
  const std::string name = adapter_tensor_name("model.layers.0.self_attn.q_proj", LowRank::kA);
  EXPECT_EQ(name, "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight");
  ASSERT_TRUE(write_adapter(io::system_files(), folder.path(), config, {source(name, {1, 2})}));
  const auto adapter = open_adapter(folder.path());
  ASSERT_TRUE(adapter) << adapter.error().message;
  EXPECT_EQ(adapter->config.alpha, 4);
  EXPECT_EQ(adapter->file.header().tensors[0].name, name);
}

}  // namespace
}  // namespace millrace::modelfile
