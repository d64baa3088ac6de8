#include "text/render/renderer.h"

#include <algorithm>

namespace millrace::text {
namespace {

// What models are known to end a turn with; only those that are tokens of the model count.
constexpr std::string_view kEndsOfTurn[] = {
    "<|im_end|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<end_of_turn>",
    "<turn|>",
    "<|end|>",
    "<|return|>",
    "<|call|>",
    "<|eot|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "</s>",
    "<eos>",
    "<seed:eos>",
    "<|role_end|>",
    "<|message_sep|>",
    "<|END_OF_TURN_TOKEN|>",
    "<｜end▁of▁sentence｜>",
    "[EOS]",
    "<|endofturn|>",
};

bool overlaps(const std::vector<Span>& ranges, Span span) {
  const auto first = std::upper_bound(ranges.begin(), ranges.end(), span.begin,
                                      [](std::size_t at, const Span& r) { return at < r.end; });
  return first != ranges.end() && first->begin < span.end;
}

}  // namespace

Renderer::Renderer(Tokenizer tokenizer, ChatTemplate chat_template, RendererOptions options)
    : tokenizer_(std::move(tokenizer)), template_(std::move(chat_template)), options_(options) {}

Result<Renderer> Renderer::load(const RendererFiles& files, const RendererOptions& options) {
  if (files.tokenizer_json.empty())
    return fail(ErrorCode::kNotFound, "the model has no tokenizer.json: it cannot read text");
  TRY_ASSIGN(Tokenizer tokenizer,
             Tokenizer::load(files.tokenizer_json, files.tokenizer_config_json));
  TRY_ASSIGN(
      ChatTemplate chat_template,
      ChatTemplate::load(files.chat_template_jinja, files.tokenizer_config_json, options.limits));
  Renderer renderer(std::move(tokenizer), std::move(chat_template), options);
  renderer.find_ends(files.generation_config_json);
  renderer.find_header();
  renderer.fingerprint_ = renderer_fingerprint(files, options);
  return renderer;
}

void Renderer::find_ends(std::string_view generation_config_json) {
  const auto add_end = [this](TokenId id) {
    if (std::find(end_ids_.begin(), end_ids_.end(), id) == end_ids_.end()) end_ids_.push_back(id);
  };
  if (tokenizer_.eos()) add_end(*tokenizer_.eos());
  if (const auto config = json::parse(generation_config_json)) {
    const json::Value* ids = config->find("eos_token_id");
    if (ids != nullptr && ids->as_int() != nullptr) add_end(static_cast<TokenId>(*ids->as_int()));
    if (ids != nullptr && ids->as_array() != nullptr)
      for (const json::Value& id : *ids->as_array())
        if (id.as_int() != nullptr) add_end(static_cast<TokenId>(*id.as_int()));
  }
  for (const TokenId id : end_ids_)
    if (const auto text = tokenizer_.token(id)) words_.ends.emplace_back(*text);
  for (const std::string_view known : kEndsOfTurn) {
    const bool listed =
        std::find(words_.ends.begin(), words_.ends.end(), known) != words_.ends.end();
    if (!listed && tokenizer_.id(known)) words_.ends.emplace_back(known);
  }
}

// What the template writes to begin an answer; none where it refuses a single question.
void Renderer::find_header() {
  Chat chat;
  chat.messages.emplace_back(json::Object{{"role", "user"}, {"content", "x"}});
  const auto without = template_.render(chat);
  chat.generation_prompt = GenerationPrompt::kYes;
  const auto with = template_.render(chat);
  if (without && with && with->text.starts_with(without->text))
    words_.header = with->text.substr(without->text.size());
}

Encoding Renderer::encode(const jinja::Rendered& rendered) const {
  const EncodeOptions whole{.add_special_tokens = false};
  Encoding parsed = tokenizer_.encode_with_spans(rendered.text, whole);
  if (options_.special == RendererOptions::SpecialInMessages::kTokens) return parsed;
  const auto input = ranges_of_input(rendered);
  const auto is_control = [&](std::size_t i) { return tokenizer_.is_special(parsed.ids[i]); };
  bool forged = false;
  for (std::size_t i = 0; i < parsed.ids.size() && !forged; ++i)
    forged = is_control(i) && overlaps(input, parsed.spans[i]);
  if (!forged) return parsed;
  // Somebody wrote a special token into a message. The template's own stay, and what lies between
  // them is read again, without any.
  const EncodeOptions plain{.add_special_tokens = false,
                            .added_tokens = AddedTokenUse::kSpecialAsText};
  Encoding out;
  std::size_t done = 0;
  const auto read_until = [&](std::size_t end) {
    if (end <= done) return;
    const Encoding part = tokenizer_.encode_with_spans(
        std::string_view(rendered.text).substr(done, end - done), plain);
    out.ids.insert(out.ids.end(), part.ids.begin(), part.ids.end());
    for (const Span& span : part.spans) out.spans.push_back({span.begin + done, span.end + done});
  };
  for (std::size_t i = 0; i < parsed.ids.size(); ++i) {
    if (!is_control(i) || overlaps(input, parsed.spans[i])) continue;
    read_until(parsed.spans[i].begin);
    out.ids.push_back(parsed.ids[i]);
    out.spans.push_back(parsed.spans[i]);
    done = parsed.spans[i].end;
  }
  read_until(rendered.text.size());
  return out;
}

Result<RenderedChat> Renderer::render(const Chat& chat) const {
  TRY_ASSIGN(jinja::Rendered rendered, template_.render(chat));
  const auto ranges = loss_ranges(rendered, chat.messages, words_);
  Encoding encoding = encode(rendered);
  RenderedChat out;
  out.loss_mask.reserve(encoding.ids.size());
  for (const Span& span : encoding.spans) out.loss_mask.push_back(overlaps(ranges, span) ? 1 : 0);
  out.ids = std::move(encoding.ids);
  out.text = std::move(rendered.text);
  return out;
}

RenderedChat Renderer::render_text(std::string_view text) const {
  RenderedChat out;
  out.text = text;
  out.ids = tokenizer_.encode(text, {.added_tokens = AddedTokenUse::kSpecialAsText});
  if (const auto eos = tokenizer_.eos(); eos && (out.ids.empty() || out.ids.back() != *eos))
    out.ids.push_back(*eos);
  out.loss_mask.assign(out.ids.size(), 1);
  return out;
}

}  // namespace millrace::text
