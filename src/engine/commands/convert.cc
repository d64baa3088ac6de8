// A model folder in another type, or with its adapter merged; and what is in it.
#include <fmt/format.h>

#include "engine/commands.h"
#include "engine/commands/model_flags.h"
#include "io/file_system.h"
#include "modelfile/companions.h"
#include "modelfile/tensors.h"
#include "modelfile/weight_folder.h"

namespace millrace::engine {
namespace {

std::vector<Flag> convert_flags() {
  auto flags = model_flags();
  for (Flag& flag : flags)
    if (flag.name == "dtype") flag.help = "write float32, bfloat16 or float16; default: as it is";
  flags.push_back({"output", "DIR", "new folder; without it only a description is printed"});
  flags.push_back({"fingerprint", "", "print the fingerprint of the model too"});
  return flags;
}

Result<modelfile::Dtype> output_type(const Flags& flags, const modelfile::Descriptor& descriptor) {
  const std::string word =
      flags.get_or("dtype", descriptor.config.string_or("torch_dtype", "float32"));
  if (word == "float32") return modelfile::Dtype::kF32;
  if (word == "bfloat16") return modelfile::Dtype::kBf16;
  if (word == "float16") return modelfile::Dtype::kF16;
  return fail(ErrorCode::kInvalid,
              fmt::format("--dtype takes float32, bfloat16 or float16, not \"{}\"", word));
}

Result<void> run(const Flags& flags, Console& console) {
  const std::string folder = *flags.get("model");
  TRY_ASSIGN(const auto descriptor, modelfile::read_descriptor(folder));
  json::Object about{{"architecture", descriptor.architecture},
                     {"parameters", modelfile::parameter_count(descriptor)},
                     {"layers", descriptor.layers},
                     {"vocab_size", descriptor.vocab_size}};
  if (flags.has("fingerprint")) {
    TRY_ASSIGN(about["fingerprint"], modelfile::model_fingerprint(folder));
  }
  const auto output = flags.get("output");
  if (output) {
    TRY_ASSIGN(const modelfile::Dtype dtype, output_type(flags, descriptor));
    std::vector<std::string> words{"--model", folder};
    if (flags.has("adapter")) words.insert(words.end(), {"--adapter", *flags.get("adapter")});
    TRY_ASSIGN(const Flags opening, Flags::parse(model_flags(), words));
    TRY_ASSIGN(const OpenModel open, open_model(opening));
    TRY(open.model->save(*output, dtype));
    TRY(modelfile::copy_companions(io::system_files(), folder, *output));
    about["output"] = *output;
    about["dtype"] = std::string(modelfile::dtype_name(dtype));
  }
  console.print(json::dump(about) + "\n");
  return {};
}

}  // namespace

Command convert_command() {
  return {"convert", "writes a model in another type, with its adapter merged", convert_flags(),
          run};
}

}  // namespace millrace::engine
