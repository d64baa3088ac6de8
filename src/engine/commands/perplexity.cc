// {"ids":[…]} or {"text":…} per line → {"nll":sum,"tokens":n} per line, then the total.
#include <cmath>
#include <optional>

#include "engine/commands.h"
#include "engine/commands/model_flags.h"
#include "engine/commands/tokens_of.h"

namespace millrace::engine {
namespace {

class Scorer {
 public:
  Scorer(model::Model& model, std::string folder) : model_(model), folder_(std::move(folder)) {}

  // Adds to the total; the line of the answer.
  Result<std::string> score(const std::string& line) {
    TRY_ASSIGN(const json::Value document, json::parse(line));
    TRY_ASSIGN(auto ids, ids_of(document));
    model::Batch batch = sequence(std::move(ids));
    batch.labels.assign(batch.ids.begin() + 1, batch.ids.end());
    batch.labels.push_back(-1);
    TRY_ASSIGN(const model::Losses losses, model_.losses(batch));
    nll_ += losses.sum;
    tokens_ += losses.labels;
    return json::dump(json::Object{{"nll", losses.sum}, {"tokens", losses.labels}}) + "\n";
  }

  std::string total() const {
    json::Object total{{"nll", nll_}, {"tokens", tokens_}};
    if (tokens_ > 0) total["perplexity"] = std::exp(nll_ / static_cast<double>(tokens_));
    return json::dump(json::Object{{"total", std::move(total)}}) + "\n";
  }

 private:
  Result<std::vector<std::int32_t>> ids_of(const json::Value& document) {
    const json::Value* text = document.find("text");
    if (text == nullptr) return read_ids(document, "ids");
    if (text->as_string() == nullptr) return fail(ErrorCode::kInvalid, "\"text\" must be a string");
    if (!tokenizer_) {
      TRY_ASSIGN(tokenizer_, open_tokenizer(folder_));
    }
    const auto ids = tokenizer_->encode(*text->as_string());
    if (ids.empty()) return fail(ErrorCode::kInvalid, "\"text\" has no tokens");
    return std::vector<std::int32_t>(ids.begin(), ids.end());
  }

  model::Model& model_;
  std::string folder_;
  std::optional<text::Tokenizer> tokenizer_{};
  double nll_ = 0;
  std::int64_t tokens_ = 0;
};

Result<void> run(const Flags& flags, Console& console) {
  TRY_ASSIGN(const OpenModel open, open_model(flags));
  Scorer scorer(*open.model, *flags.get("model"));
  std::int64_t number = 0;
  for (auto line = console.read_line(); line; line = console.read_line()) {
    ++number;
    if (line->empty()) continue;
    auto answer = scorer.score(*line);
    if (!answer) return in_line(number, std::move(answer).error());
    console.print(*answer);
  }
  console.print(scorer.total());
  return {};
}

}  // namespace

Command perplexity_command() {
  return {"perplexity", "negative log-likelihood of each line of {\"ids\"} or {\"text\"}",
          model_flags(), run};
}

}  // namespace millrace::engine
