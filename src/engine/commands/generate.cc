// Continues a prompt: greedy at temperature 0, else by sampling with a seed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/rng.h"
#include "base/strings.h"
#include "engine/commands.h"
#include "engine/commands/model_flags.h"
#include "engine/commands/tokens_of.h"
#include "io/file_system.h"

namespace millrace::engine {
namespace {

std::vector<Flag> generate_flags() {
  auto flags = model_flags();
  flags.insert(flags.end(), {{"prompt", "S", "text to continue"},
                             {"ids", "LIST", "token ids to continue instead, 1,403,407"},
                             {"max-tokens", "N", "at most so many new tokens (default 128)"},
                             {"temperature", "T", "0 takes the likeliest token (default 0)"},
                             {"seed", "N", "of the sampling (default 0)"},
                             {"json", "", "print {\"ids\",\"text\"} instead of the text"}});
  return flags;
}

// The ids at which generation ends: generation_config.json's, else config.json's. The tokenizer's
// own comes to them.
std::set<std::int32_t> end_ids(const std::string& folder) {
  std::set<std::int32_t> ends;
  for (const char* name : {"/generation_config.json", "/config.json"}) {
    const auto text = io::read_file(io::system_files(), folder + name, 1 << 20);
    if (!text) continue;
    const auto document = json::parse(*text);
    const json::Value* value = document ? document->find("eos_token_id") : nullptr;
    if (value == nullptr) continue;
    if (value->as_int() != nullptr) ends.insert(static_cast<std::int32_t>(*value->as_int()));
    if (value->as_array() != nullptr)
      for (const json::Value& id : *value->as_array())
        if (id.as_int() != nullptr) ends.insert(static_cast<std::int32_t>(*id.as_int()));
    if (!ends.empty()) return ends;
  }
  return ends;
}

std::int32_t choose(const std::vector<float>& logits, double temperature, Rng& rng) {
  const auto best = std::ranges::max_element(logits);
  if (temperature <= 0) return static_cast<std::int32_t>(best - logits.begin());
  std::vector<double> weights;
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp((static_cast<double>(logit) - *best) / temperature);
    weights.push_back(sum);
  }
  const double at = static_cast<double>(rng.next() >> 11) * 0x1p-53 * sum;
  const auto found = std::ranges::upper_bound(weights, at);
  return static_cast<std::int32_t>(std::min<std::ptrdiff_t>(
      found - weights.begin(), static_cast<std::ptrdiff_t>(weights.size()) - 1));
}

struct Request {
  std::vector<std::int32_t> prompt;
  std::int64_t max_tokens = 128;
  double temperature = 0;
  std::uint64_t seed = 0;
};

Result<std::vector<std::int32_t>> generate(model::Model& model, const Request& request,
                                           const std::set<std::int32_t>& ends) {
  const auto length = static_cast<std::int64_t>(request.prompt.size()) + request.max_tokens;
  TRY_ASSIGN(auto cache, model.new_cache(length));
  base::SeededRng rng(request.seed);
  TRY_ASSIGN(auto logits, model.extend(cache, request.prompt));
  std::vector<std::int32_t> out;
  for (;;) {
    const std::int32_t id = choose(logits, request.temperature, rng);
    if (ends.contains(id)) return out;
    out.push_back(id);
    if (static_cast<std::int64_t>(out.size()) == request.max_tokens) return out;
    TRY_ASSIGN(logits, model.extend(cache, std::vector<std::int32_t>{id}));
  }
}

Result<std::vector<std::int32_t>> prompt_of(const Flags& flags,
                                            const std::optional<text::Tokenizer>& tokenizer) {
  std::vector<std::int32_t> ids;
  if (flags.has("ids")) {
    const std::string list = flags.get_or("ids", "");  // outlives the views of its words
    for (const std::string_view word : base::split(list, ',')) {
      const auto id = base::parse_int(base::trim(word));
      if (!id || *id < 0 || *id > INT32_MAX)
        return fail(ErrorCode::kInvalid, fmt::format("--ids: \"{}\" is no token id", word));
      ids.push_back(static_cast<std::int32_t>(*id));
    }
  } else {
    const auto encoded = tokenizer->encode(*flags.get("prompt"));
    ids.assign(encoded.begin(), encoded.end());
    if (ids.empty() && tokenizer->bos())
      ids.push_back(static_cast<std::int32_t>(*tokenizer->bos()));
  }
  if (ids.empty()) return fail(ErrorCode::kInvalid, "the prompt has no tokens");
  return ids;
}

Result<void> run(const Flags& flags, Console& console) {
  if (flags.has("prompt") == flags.has("ids"))
    return fail(ErrorCode::kInvalid, "give either --prompt or --ids");
  const std::string folder = *flags.get("model");
  std::optional<text::Tokenizer> tokenizer;
  auto opened = open_tokenizer(folder);
  if (opened) tokenizer = *std::move(opened);
  if (!tokenizer && flags.has("prompt")) return std::move(opened).error();
  Request request;
  TRY_ASSIGN(request.prompt, prompt_of(flags, tokenizer));
  TRY_ASSIGN(request.max_tokens, flags.integer("max-tokens", 128));
  TRY_ASSIGN(request.temperature, flags.number("temperature", 0));
  TRY_ASSIGN(const std::int64_t seed, flags.integer("seed", 0));
  request.seed = static_cast<std::uint64_t>(seed);
  if (request.max_tokens < 1 || request.max_tokens > 1 << 20 || request.temperature < 0)
    return fail(ErrorCode::kInvalid,
                "--max-tokens takes a number from 1 to 1048576, --temperature one from 0");
  TRY_ASSIGN(const OpenModel open, open_model(flags));
  auto ends = end_ids(folder);
  if (tokenizer && tokenizer->eos()) ends.insert(static_cast<std::int32_t>(*tokenizer->eos()));
  TRY_ASSIGN(const auto ids, generate(*open.model, request, ends));
  const std::vector<text::TokenId> shown(ids.begin(), ids.end());
  const std::string words = tokenizer ? tokenizer->decode(shown) : "";
  if (!flags.has("json")) {
    console.print(words + "\n");
    return {};
  }
  json::Array list;
  for (const std::int32_t id : ids) list.emplace_back(static_cast<std::int64_t>(id));
  json::Object answer{{"ids", std::move(list)}};
  answer["text"] = tokenizer ? json::Value(words) : json::Value(nullptr);
  console.print(json::dump(answer) + "\n");
  return {};
}

}  // namespace

Command generate_command() {
  return {"generate", "continues a prompt", generate_flags(), run};
}

}  // namespace millrace::engine
