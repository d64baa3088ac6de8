// What a Model holds. Only model.cc and save.cc include this. One thread.
#pragma once
#include <memory>
#include <optional>

#include "model/adapter.h"
#include "model/network.h"

namespace millrace::model {

struct Model::State {
  modelfile::Descriptor descriptor;
  Options options;
  tensor::Backend& backend;
  // The files, where there is no fp32 master of the base: saving reads them again.
  std::optional<modelfile::WeightFolder> source{};
  std::unique_ptr<Weights> weights{};
  Network network{};
  RopeTable rope;
  std::unique_ptr<LoadedAdapter> adapter{};
  std::vector<Parameter> no_parameters{};

  static Result<std::unique_ptr<State>> make(const modelfile::Descriptor& descriptor,
                                             const Options& options, tensor::Backend& backend,
                                             const Fill& fill);
  Result<void> set_adapter(std::unique_ptr<LoadedAdapter> loaded);
  Trainables* trained();  // nullptr when nothing is trained
  Runner runner() { return {backend, network, rope, options.compute}; }
};

class Cache {
 public:
  Cache(const modelfile::Descriptor& descriptor, Dtype type, std::int64_t max_tokens);
  CacheRows& rows() { return rows_; }
  std::int64_t room() const { return room_; }

 private:
  tensor::Arena arena_;
  CacheRows rows_;
  std::int64_t room_;
};

}  // namespace millrace::model
