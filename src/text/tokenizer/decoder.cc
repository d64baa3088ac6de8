#include "text/tokenizer/decoder.h"

#include <fmt/core.h>

#include "text/tokenizer/decoder_steps.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::size_t kMostSteps = 64;
constexpr std::int64_t kMostStripped = 1024;

Error unsupported(std::string_view what) {
  return fail(ErrorCode::kInvalid, fmt::format("tokenizer.json: {} is not supported", what));
}

}  // namespace

struct Decoder::Steps {
  DecoderSteps each_token;
  std::optional<StripRule> ends;      // of the whole text, after it was fused
  std::optional<std::string> suffix;  // of words: a blank, but nothing at the very end
  bool fused = false;
};

namespace {

struct Parser {
  DecoderSteps steps;
  std::optional<StripRule> ends;
  std::optional<std::string> suffix;
  bool fused = false;

  Result<void> add(const json::Value& description) {
    if (steps.size() >= kMostSteps) return unsupported("more than 64 decoders in a row");
    const std::string type = description.string_or("type", "");
    if (type == "Sequence") return add_sequence(description);
    if (type == "Fuse") {
      fused = true;
      return {};
    }
    if (type == "Strip") return add_strip(description);
    if (fused) return unsupported(fmt::format("the decoder \"{}\" after Fuse or ByteLevel", type));
    if (type == "ByteLevel") {
      steps.push_back(decode_byte_level_step());
      fused = true;  // it joins all tokens
    } else if (type == "ByteFallback") {
      steps.push_back(decode_byte_fallback_step());
    } else if (type == "Replace") {
      TRY_ASSIGN(Pattern pattern, Pattern::parse(description.find("pattern")));
      steps.push_back(
          decode_replace_step(std::move(pattern), description.string_or("content", "")));
    } else if (type == "Metaspace") {
      return add_metaspace(description);
    } else if (type == "WordPiece") {
      const bool cleanup = description.bool_or("cleanup", true);
      steps.push_back(decode_word_piece_step(description.string_or("prefix", "##"),
                                             cleanup ? Cleanup::kYes : Cleanup::kNo));
    } else if (type == "BPEDecoder") {
      suffix = description.string_or("suffix", "</w>");
      if (suffix->empty()) return unsupported("a BPEDecoder without \"suffix\"");
    } else {
      return unsupported(fmt::format("the decoder \"{}\"", type));
    }
    return {};
  }

  Result<void> add_sequence(const json::Value& description) {
    const json::Value* list = description.find("decoders");
    if (list == nullptr || list->as_array() == nullptr)
      return fail(ErrorCode::kInvalid,
                  "tokenizer.json: a decoder Sequence needs the list \"decoders\"");
    for (const json::Value& item : *list->as_array()) TRY(add(item));
    return {};
  }

  Result<void> add_metaspace(const json::Value& description) {
    const std::string replacement = description.string_or("replacement", "\u2581");
    if (replacement.empty()) return unsupported("a Metaspace without \"replacement\"");
    const bool legacy = description.bool_or("add_prefix_space", true);
    const bool never =
        description.string_or("prepend_scheme", legacy ? "always" : "never") == "never";
    steps.push_back(
        decode_metaspace_step(replacement, never ? FirstBlank::kKept : FirstBlank::kDropped));
    return {};
  }

  Result<void> add_strip(const json::Value& description) {
    const std::int64_t start = description.int_or("start", 0);
    const std::int64_t stop = description.int_or("stop", 0);
    StripRule rule{description.string_or("content", " "), static_cast<std::size_t>(start),
                   static_cast<std::size_t>(stop)};
    if (rule.character.empty() || start < 0 || stop < 0 || start > kMostStripped ||
        stop > kMostStripped)
      return unsupported("a decoder Strip with these limits");
    if (!fused) {
      steps.push_back(decode_strip_step(std::move(rule)));
      return {};
    }
    if (ends) return unsupported("more than one decoder Strip after Fuse");
    ends = std::move(rule);
    return {};
  }
};

}  // namespace

Decoder::Decoder() = default;
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Result<Decoder> Decoder::parse(const json::Value* description) {
  Parser parser;
  if (description == nullptr || description->is_null()) {
    parser.steps.push_back(decode_blanks_step());
  } else {
    TRY(parser.add(*description));
  }
  Decoder decoder;
  decoder.steps_ = std::make_unique<const Steps>(Steps{
      std::move(parser.steps), std::move(parser.ends), std::move(parser.suffix), parser.fused});
  return decoder;
}

struct Decoder::Run::State {
  const Steps* steps;
  RegexWork regex;
  std::size_t index = 0;               // of the next token
  std::optional<std::string> waiting;  // a token whose word suffix depends on what follows
  std::string bytes;                   // the beginning of a code point, perhaps
  std::string fallback;                // the same, from byte fallback
  std::size_t left_to_strip = 0;       // at the beginning of the text
  std::string tail;                    // held back: it may be the end, which is stripped
  std::string text;                    // complete, before stripping

  void token(std::string_view token);
  void item(const DecoderItem& item);
  void take_bytes();
  void take_fallback();
  void end_bytes();
  void strip(std::string& out);
  void word_suffix(std::string& token, std::string_view replacement) const;
};

void Decoder::Run::State::token(std::string_view token) {
  DecoderItem current;
  current.text = std::string(token);
  current.index = index++;
  for (const auto& step : steps->each_token) step->apply(current, regex);
  item(current);
}

void Decoder::Run::State::item(const DecoderItem& item) {
  if (item.kind == DecoderItem::Kind::kFallbackByte) {
    fallback += item.text;
    return take_fallback();
  }
  if (!fallback.empty()) {
    for (std::size_t i = 0; i < fallback.size(); ++i) text += kReplacementCharacter;
    fallback.clear();
  }
  if (item.kind == DecoderItem::Kind::kBytes) {
    bytes += item.text;
    return take_bytes();
  }
  text += item.text;
}

void Decoder::Run::State::take_bytes() {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t good = valid_prefix(rest);
    text += rest.substr(0, good);
    rest.remove_prefix(good);
    if (rest.empty()) break;
    const Utf8Step step = utf8_step(rest);
    if (step.kind == Utf8Step::Kind::kCut) break;
    text += kReplacementCharacter;
    rest.remove_prefix(step.size);
  }
  bytes.erase(0, bytes.size() - rest.size());
}

// Each byte that is no part of a code point becomes a U+FFFD of its own, as Hugging Face has it.
void Decoder::Run::State::take_fallback() {
  while (!fallback.empty()) {
    const Utf8Step step = utf8_step(fallback);
    if (step.kind == Utf8Step::Kind::kCut) return;
    if (step.kind == Utf8Step::Kind::kWhole) {
      text.append(fallback, 0, step.size);
    } else {
      for (std::size_t i = 0; i < step.size; ++i) text += kReplacementCharacter;
    }
    fallback.erase(0, step.size);
  }
}

void Decoder::Run::State::end_bytes() {
  for (std::size_t i = 0; i < fallback.size(); ++i) text += kReplacementCharacter;
  if (!bytes.empty()) text += kReplacementCharacter;
  fallback.clear();
  bytes.clear();
}

// Moves what is complete to `out`.
void Decoder::Run::State::strip(std::string& out) {
  if (!steps->ends) {
    out += text;
    text.clear();
    return;
  }
  const std::string& character = steps->ends->character;
  std::string_view fresh = text;
  while (left_to_strip > 0 && fresh.size() >= character.size()) {
    if (!fresh.starts_with(character)) {
      left_to_strip = 0;
      break;
    }
    fresh.remove_prefix(character.size());
    --left_to_strip;
  }
  tail += fresh;
  text.clear();
  std::size_t keep = tail.size();
  for (std::size_t i = 0; i < steps->ends->stop; ++i) {
    if (!std::string_view(tail).substr(0, keep).ends_with(character)) break;
    keep -= character.size();
  }
  out.append(tail, 0, keep);
  tail.erase(0, keep);
}

void Decoder::Run::State::word_suffix(std::string& token, std::string_view replacement) const {
  const std::string& suffix = *steps->suffix;
  for (std::size_t at = token.find(suffix); at != std::string::npos;
       at = token.find(suffix, at + replacement.size()))
    token.replace(at, suffix.size(), replacement);
}

Decoder::Run::Run(const Decoder& decoder) : state_(std::make_unique<State>()) {
  state_->steps = decoder.steps_.get();
  if (state_->steps->ends) state_->left_to_strip = state_->steps->ends->start;
}
Decoder::Run::~Run() = default;
Decoder::Run::Run(Run&&) noexcept = default;
Decoder::Run& Decoder::Run::operator=(Run&&) noexcept = default;

void Decoder::Run::push(std::string_view token, std::string& out) {
  State& state = *state_;
  if (!state.steps->suffix) {
    state.token(token);
  } else {
    if (state.waiting) {
      state.word_suffix(*state.waiting, " ");
      state.token(*state.waiting);
    }
    state.waiting = std::string(token);
  }
  state.strip(out);
}

void Decoder::Run::finish(std::string& out) {
  State& state = *state_;
  if (state.waiting) {
    state.word_suffix(*state.waiting, "");
    state.token(*state.waiting);
    state.waiting.reset();
  }
  state.end_bytes();
  state.strip(out);
  state.tail.clear();
}

}  // namespace millrace::text
