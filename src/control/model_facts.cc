#include "control/model_facts.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "archive/directory_tree.h"
#include "base/strings.h"
#include "crypto/hash.h"
#include "json/value.h"
#include "modelfile/adapter.h"
#include "modelfile/tensors.h"
#include "text/render/renderer_files.h"

namespace millrace::control {
namespace {

using domain::VersionFacts;
using modelfile::TensorInfo;
using resource::ModelAction;

constexpr std::size_t kMaxConfig = 1 << 20, kMaxCard = 32 << 10, kMaxTokenizer = 256 << 20;
constexpr std::size_t kMaxShards = 10'000;

Result<io::Fd> open_file(int folder, const std::string& name) {
  TRY_ASSIGN(io::Fd fd, archive::open_below(folder, name, O_RDONLY | O_NONBLOCK));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return fail(ErrorCode::kInvalid, name + " is no plain file");
  return fd;
}

Result<std::string> read_at(const io::Fd& fd, std::size_t size, off_t at) {
  std::string out(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n =
        ::pread(fd.get(), out.data() + have, size - have, at + static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read a file of the model");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return out;
}

// The beginning of a file; nullopt when it is not there.
std::optional<std::string> text_of(int folder, const std::string& name, std::size_t most) {
  const auto fd = open_file(folder, name);
  if (!fd) return std::nullopt;
  struct stat info {};
  if (::fstat(fd->get(), &info) != 0) return std::nullopt;
  auto text = read_at(*fd, std::min(most, static_cast<std::size_t>(info.st_size)), 0);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

Result<json::Value> json_of(int folder, const std::string& name) {
  const auto text = text_of(folder, name, kMaxConfig);
  if (!text) return fail(ErrorCode::kNotFound, fmt::format("the folder has no {}", name));
  auto value = json::parse(*text);
  if (!value) return fail(ErrorCode::kInvalid, fmt::format("{}: {}", name, value.error().message));
  return value;
}

Result<std::vector<TensorInfo>> header_of(int folder, const std::string& name) {
  const auto fd = open_file(folder, name);
  if (!fd) return fail(ErrorCode::kInvalid, fmt::format("the folder has no {}", name));
  struct stat info {};
  if (::fstat(fd->get(), &info) != 0) return base::from_errno(errno, "look at " + name);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  TRY_ASSIGN(const std::string length, read_at(*fd, 8, 0));
  std::uint64_t header = 0;
  for (std::size_t i = length.size(); i-- > 0;)
    header = header << 8 | static_cast<unsigned char>(length[i]);
  if (length.size() < 8 || header > modelfile::kMaxHeaderBytes || header + 8 > size)
    return fail(ErrorCode::kInvalid, name + " is no safetensors file, or is cut");
  TRY_ASSIGN(const std::string text, read_at(*fd, static_cast<std::size_t>(header), 8));
  auto parsed = modelfile::parse_safetensors_header(text, size - 8 - header);
  if (!parsed)
    return fail(ErrorCode::kInvalid, fmt::format("{}: {}", name, parsed.error().message));
  return std::move(parsed->tensors);
}

// Names of the files that hold the weights.
Result<std::vector<std::string>> shards(int folder) {
  const auto index = json_of(folder, "model.safetensors.index.json");
  if (!index) {
    if (index.error().code != ErrorCode::kNotFound) return index.error();
    return std::vector<std::string>{"model.safetensors"};
  }
  std::vector<std::string> out;
  const json::Value* map = index->find("weight_map");
  if (map == nullptr || map->as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "model.safetensors.index.json has no weight_map");
  for (const auto& [tensor, file] : *map->as_object())
    if (const std::string* name = file.as_string()) out.push_back(*name);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > kMaxShards)
    return fail(ErrorCode::kInvalid, "model.safetensors.index.json names too many files");
  return out;
}

Result<void> check_weights(int folder, const modelfile::Descriptor& descriptor,
                           VersionFacts& facts) {
  TRY_ASSIGN(const auto files, shards(folder));
  std::map<std::string, TensorInfo> tensors;
  for (const auto& file : files) {
    TRY_ASSIGN(auto header, header_of(folder, file));
    for (auto& tensor : header) tensors[tensor.name] = std::move(tensor);
  }
  for (const auto& wanted : modelfile::tensor_list(descriptor)) {
    const auto found = tensors.find(wanted.name);
    if (found == tensors.end())
      return fail(ErrorCode::kInvalid, fmt::format("the weights lack {}", wanted.name));
    if (found->second.shape != wanted.shape)
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} has another shape than config.json says", wanted.name));
    using modelfile::Dtype;
    const Dtype dtype = found->second.dtype;
    if (dtype != Dtype::kF32 && dtype != Dtype::kF16 && dtype != Dtype::kBf16)
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} is stored as {}: only F32, F16 and BF16 are read", wanted.name,
                              modelfile::dtype_name(dtype)));
    if (facts.dtype.empty()) facts.dtype = base::to_lower(modelfile::dtype_name(dtype));
  }
  return {};
}

Result<void> look_at_model(int folder, VersionFacts& facts) {
  const auto config = json_of(folder, "config.json");
  if (!config && config.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kInvalid,
                "the folder has neither config.json nor adapter_config.json: it is kept, and can "
                "be downloaded and mounted, but no engine can load it");
  if (!config) return config.error();
  if (const json::Value* names = config->find("architectures"))
    if (const auto* list = names->as_array(); list != nullptr && !list->empty())
      if (const std::string* name = list->front().as_string()) facts.architecture = *name;
  TRY_ASSIGN(const auto descriptor, modelfile::parse_config(*config));
  facts.architecture = descriptor.architecture;
  facts.parameters = modelfile::parameter_count(descriptor);
  TRY(check_weights(folder, descriptor, facts));
  facts.weights = resource::WeightsForm::kFull;
  if (!open_file(folder, "tokenizer.json"))
    return fail(ErrorCode::kInvalid, "the folder has no tokenizer.json");
  facts.actions = {ModelAction::kTune, ModelAction::kEvaluate, ModelAction::kCompress,
                   ModelAction::kDeploy};
  return {};
}

Result<void> look_at_adapter(int folder, const std::string& text, VersionFacts& facts) {
  facts.weights = resource::WeightsForm::kAdapter;
  TRY(modelfile::parse_adapter_config(text));
  TRY_ASSIGN(const auto tensors, header_of(folder, "adapter_model.safetensors"));
  for (const auto& tensor : tensors) {
    std::int64_t elements = 1;
    for (const auto side : tensor.shape) elements *= side;
    facts.parameters += elements;
    if (facts.dtype.empty()) facts.dtype = base::to_lower(modelfile::dtype_name(tensor.dtype));
  }
  facts.actions = {ModelAction::kEvaluate, ModelAction::kDeploy};
  return {};
}

// The one that the engine writes of the same folder.
std::string fingerprint(int folder) {
  const auto text = [&](const std::string& name) {
    return text_of(folder, name, kMaxTokenizer).value_or("");
  };
  const std::string tokenizer = text("tokenizer.json"), config = text("tokenizer_config.json"),
                    chat_template = text("chat_template.jinja"),
                    generation = text("generation_config.json");
  return text::renderer_fingerprint({.tokenizer_json = tokenizer,
                                     .tokenizer_config_json = config,
                                     .chat_template_jinja = chat_template,
                                     .generation_config_json = generation});
}

// Rows as long as is usual do not fit every model.
void fit_defaults(int folder, VersionFacts& facts) {
  const auto config = json_of(folder, "config.json");
  const std::int64_t most = config ? config->int_or("max_position_embeddings", 0) : 0;
  const auto usual = protocol::filled_in({}, protocol::TuneMethod::kLora, facts.tune_defaults);
  if (most > 0 && *usual.seq_len > most) facts.tune_defaults.seq_len = most;
}

void look_at_defaults(int folder, VersionFacts& facts) {
  const auto document = json_of(folder, "millrace.json");
  if (!document) {
    if (document.error().code != ErrorCode::kNotFound) facts.note = document.error().message;
    return;
  }
  auto defaults = protocol::card_defaults(*document);
  if (defaults)
    facts.tune_defaults = std::move(*defaults);
  else
    facts.note = "not used: " + defaults.error().message;
}

}  // namespace

domain::VersionFacts model_facts(int folder_fd) {
  VersionFacts facts;
  const auto adapter = text_of(folder_fd, "adapter_config.json", kMaxConfig);
  const auto looked =
      adapter ? look_at_adapter(folder_fd, *adapter, facts) : look_at_model(folder_fd, facts);
  if (!looked) {
    facts.actions.clear();
    facts.not_usable = looked.error().message;
  }
  facts.fingerprint = fingerprint(folder_fd);
  look_at_defaults(folder_fd, facts);
  fit_defaults(folder_fd, facts);
  if (const auto card = text_of(folder_fd, "README.md", kMaxCard))
    facts.card = base::to_valid_utf8(*card);
  return facts;
}

}  // namespace millrace::control
