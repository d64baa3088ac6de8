// A LoRA adapter in memory: low-rank terms beside chosen linear layers, trained or only applied.
// One thread.
#pragma once
#include <memory>
#include <string>

#include "model/network.h"
#include "modelfile/adapter.h"

namespace millrace::model {

class LoadedAdapter {
 public:
  // Room for the low-rank matrices of `config` beside the layers of `descriptor`; all zero.
  static Result<std::unique_ptr<LoadedAdapter>> make(const modelfile::Descriptor& descriptor,
                                                     const modelfile::AdapterConfig& config,
                                                     Dtype compute);
  void fill_new(std::uint64_t seed);  // A as PEFT initialises it; B stays zero
  Result<void> fill_from(const modelfile::SafetensorsFile& file);

  enum class Trained { kNo, kYes };
  void attach(Network& network, Trained trained) const;
  static void detach(Network& network);

  // The product scale · B A of one module, fp32 [out, in] in scratch; empty if it has none.
  Tensor delta(tensor::Backend& backend, const std::string& module) const;

  Trainables& trainables() { return trainables_; }
  const modelfile::AdapterConfig& config() const { return config_; }
  Result<void> save(const std::string& folder, const std::string& base_name);

 private:
  struct Module {
    std::string name;  // "model.layers.0.self_attn.q_proj"
    std::string target;
    std::size_t layer = 0;
    std::uint32_t site = 0;
  };
  modelfile::AdapterConfig config_;
  std::vector<Module> modules_;
  Trainables trainables_;
};

// Sorted names of linear layers; "all-linear" is all of them. kInvalid names what is none.
Result<std::vector<std::string>> resolve_targets(const std::vector<std::string>& targets);

}  // namespace millrace::model
