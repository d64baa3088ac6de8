#include <fmt/core.h>

#include "base/strings.h"
#include "text/config_json.h"
#include "text/tokenizer/tokenizer_state.h"

namespace millrace::text {
namespace {

Result<AddedToken> parse_added(const json::Value& item, std::int64_t id) {
  AddedToken token;
  token.content = item.string_or("content", "");
  if (id < 0 || id > Vocabulary::kHighestId || token.content.size() > TokenTrie::kLongestToken)
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: the added token \"{:.64}\" has no id of a vocabulary "
                            "or is longer than {} bytes",
                            token.content, TokenTrie::kLongestToken));
  token.id = static_cast<TokenId>(id);
  token.special = item.bool_or("special", false);
  token.normalized = item.bool_or("normalized", !token.special);
  token.single_word = item.bool_or("single_word", false);
  token.lstrip = item.bool_or("lstrip", false);
  token.rstrip = item.bool_or("rstrip", false);
  return token;
}

// The name of a special token in tokenizer_config.json: "text" or {"content": "text"}.
std::string special_name(const json::Value& config, std::string_view key) {
  const json::Value* value = config.find(key);
  if (value == nullptr) return {};
  if (const std::string* text = value->as_string()) return *text;
  return value->string_or("content", "");
}

}  // namespace

class TokenizerLoader {
 public:
  Result<std::shared_ptr<const Tokenizer::State>> run(std::string_view json,
                                                      std::string_view config_json) {
    TRY_ASSIGN(const json::Value document, parse_config(json, "tokenizer.json"));
    TRY(pipeline(document));
    TRY(added_tokens(document.find("added_tokens")));
    json::Value config;
    if (!config_json.empty()) {
      TRY_ASSIGN(config, parse_config(config_json, "tokenizer_config.json"));
      TRY(added_by_config(config.find("added_tokens_decoder")));
    }
    name_special(document, config);
    return std::shared_ptr<const Tokenizer::State>(std::move(state_));
  }

 private:
  Result<void> pipeline(const json::Value& document) {
    TRY_ASSIGN(state_->normalizers, parse_normalizers(document.find("normalizer")));
    TRY_ASSIGN(PreTokenization pre, parse_pre_tokenizers(document.find("pre_tokenizer")));
    const InputForm form =
        pre.ends_in_byte_alphabet ? InputForm::kByteAlphabet : InputForm::kCharacters;
    TRY_ASSIGN(ModelFile file, parse_model(document.find("model"), form));
    if (pre.ends_in_byte_alphabet && !file.model->takes_bytes())
      pre.steps.push_back(byte_alphabet_step());
    state_->pre_tokenizers = std::move(pre.steps);
    state_->model = std::move(file.model);
    state_->vocabulary = std::move(file.vocabulary);
    TRY_ASSIGN(state_->frame, parse_frame(document.find("post_processor")));
    TRY_ASSIGN(state_->decoder, Decoder::parse(document.find("decoder")));
    return {};
  }

  Result<void> added_tokens(const json::Value* list) {
    if (list == nullptr || list->is_null()) return {};
    if (list->as_array() == nullptr)
      return fail(ErrorCode::kInvalid, "tokenizer.json: \"added_tokens\" must be a list");
    for (const json::Value& item : *list->as_array()) {
      TRY_ASSIGN(AddedToken token, parse_added(item, item.int_or("id", -1)));
      TRY(add(std::move(token)));
    }
    return {};
  }

  // {"151643": {"content": …}, …}: those that tokenizer.json does not know yet.
  Result<void> added_by_config(const json::Value* decoder) {
    if (decoder == nullptr || decoder->as_object() == nullptr) return {};
    for (const auto& [name, item] : *decoder->as_object()) {
      TRY_ASSIGN(AddedToken token, parse_added(item, base::parse_int(name).value_or(-1)));
      if (state_->added.id(token.content)) continue;
      TRY(add(std::move(token)));
    }
    return {};
  }

  Result<void> add(AddedToken token) {
    if (token.content.empty()) return {};
    // A token that the model has keeps the model's id.
    token.id = state_->vocabulary.id(token.content).value_or(token.id);
    if (!state_->added.id(token.content)) TRY(state_->added.add(token.content, token.id));
    const auto index = static_cast<std::size_t>(token.id);
    if (token.special && state_->special.size() <= index) state_->special.resize(index + 1);
    if (token.special) state_->special[index] = true;
    if (!token.normalized || state_->normalizers.empty()) {
      const std::string form = token.content;
      state_->raw_added.add(std::move(token), form);
      return {};
    }
    AlignedText form(token.content, 0, Tracking::kOff);
    apply_all(state_->normalizers, form, work_);
    if (form.text().size() > TokenTrie::kLongestToken)
      return fail(ErrorCode::kInvalid,
                  "tokenizer.json: an added token is normalised to more than "
                  "1024 bytes");
    state_->normalized_added.add(std::move(token), form.text());
    return {};
  }

  void name_special(const json::Value& document, const json::Value& config) {
    const Tokenizer lookup(state_);
    const auto find = [&](std::string_view key) -> std::optional<TokenId> {
      const std::string name = special_name(config, key);
      return name.empty() ? std::nullopt : lookup.id(name);
    };
    state_->bos = find("bos_token");
    state_->eos = find("eos_token");
    state_->pad = find("pad_token");
    state_->unk = find("unk_token");
    if (!state_->unk) {
      const std::string name = document.find("model")->string_or("unk_token", "");
      if (!name.empty()) state_->unk = lookup.id(name);
    }
  }

  std::shared_ptr<Tokenizer::State> state_ = std::make_shared<Tokenizer::State>();
  RegexWork work_;
};

Result<Tokenizer> Tokenizer::load(std::string_view tokenizer_json,
                                  std::string_view tokenizer_config_json) {
  TRY_ASSIGN(auto state, TokenizerLoader().run(tokenizer_json, tokenizer_config_json));
  return Tokenizer(std::move(state));
}

}  // namespace millrace::text
