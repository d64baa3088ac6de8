#include "train/output_folder.h"

#include "crypto/file_hash.h"
#include "modelfile/companions.h"
#include "modelfile/weight_folder.h"

namespace millrace::train {
namespace {

constexpr std::string_view kRecord = "training.json";

// The type that the configuration names; fp32 where it names none that we write.
modelfile::Dtype stored_type(const modelfile::Descriptor& descriptor) {
  std::string word = descriptor.config.string_or("torch_dtype", "");
  if (word.empty()) word = descriptor.config.string_or("dtype", "float32");
  if (word == "bfloat16") return modelfile::Dtype::kBf16;
  if (word == "float16") return modelfile::Dtype::kF16;
  return modelfile::Dtype::kF32;
}

}  // namespace

Result<Trained> save_trained(io::FileSystem& fs, model::Model& model, Written what,
                             const std::string& base_folder, const std::string& output) {
  const bool lora = what == Written::kAdapter;
  Trained out{.folder = output + (lora ? "/adapter" : "/model")};
  TRY(fs.remove_tree(out.folder));
  TRY(fs.make_directories(out.folder));
  if (lora) {
    TRY(model.save_adapter(out.folder, base_folder));
    TRY_ASSIGN(crypto::FileHash hash,
               crypto::hash_file(fs, out.folder + "/adapter_model.safetensors"));
    out.fingerprint = std::move(hash.sha256);
  } else {
    TRY(model.save(out.folder, stored_type(model.descriptor())));
    TRY_ASSIGN(out.fingerprint, modelfile::model_fingerprint(out.folder));
  }
  TRY(modelfile::copy_companions(fs, base_folder, out.folder));
  return out;
}

Result<void> save_plan(io::FileSystem& fs, const json::Object& record, const std::string& output) {
  return io::replace_file(fs, output + "/" + std::string(kRecord),
                          json::dump_pretty(record) + "\n");
}

Result<void> save_record(io::FileSystem& fs, const json::Object& record, const std::string& output,
                         const std::string& folder) {
  const std::string text = json::dump_pretty(record) + "\n";
  TRY(io::replace_file(fs, folder + "/" + std::string(kRecord), text));
  return io::replace_file(fs, output + "/" + std::string(kRecord), text);
}

}  // namespace millrace::train
