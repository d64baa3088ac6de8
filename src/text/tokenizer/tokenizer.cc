#include "text/tokenizer/tokenizer.h"

#include <algorithm>

#include "text/tokenizer/tokenizer_state.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

// The text with each broken subpart as U+FFFD.
AlignedText valid_text(std::string_view text, Tracking tracking) {
  AlignedText whole(std::string(text), 0, tracking);
  std::size_t at = valid_prefix(text);
  if (at == text.size()) return whole;
  Rewrite out(whole);
  out.keep(0, at);
  while (at < text.size()) {
    const std::size_t size = utf8_step(text.substr(at)).size;
    out.put(kReplacementCharacter, at, at + size);
    at += size;
    const std::size_t good = valid_prefix(text.substr(at));
    out.keep(at, at + good);
    at += good;
  }
  return std::move(out).finish();
}

}  // namespace

// One text on its way through the steps.
class Encoder {
 public:
  Encoder(const Tokenizer::State& state, AddedTokenUse use, Scratch& scratch, Encoding& out)
      : state_(state), use_(use), scratch_(scratch), out_(out) {}

  void run(std::string_view text, Tracking tracking) {
    AlignedText whole = valid_text(text, tracking);
    std::vector<AddedTokenSet::Piece> pieces;
    state_.raw_added.cut(whole.text(), use_, pieces);
    if (pieces.size() == 1 && pieces[0].id < 0) return section(std::move(whole));
    for (const auto& piece : pieces) {
      if (piece.id >= 0) {
        token(whole, piece);
      } else {
        section(whole.part(piece.span));
      }
    }
  }

 private:
  void token(const AlignedText& text, const AddedTokenSet::Piece& piece) {
    out_.ids.push_back(piece.id);
    if (text.tracking() == Tracking::kOn)
      out_.spans.push_back(text.source(piece.span.begin, piece.span.end));
  }

  void section(AlignedText text) {
    apply_all(state_.normalizers, text, scratch_.regex);
    if (state_.normalized_added.empty()) return words(std::move(text));
    std::vector<AddedTokenSet::Piece> pieces;
    state_.normalized_added.cut(text.text(), use_, pieces);
    if (pieces.size() == 1 && pieces[0].id < 0) return words(std::move(text));
    for (const auto& piece : pieces) {
      if (piece.id >= 0) {
        token(text, piece);
      } else {
        words(text.part(piece.span));
      }
    }
  }

  void words(AlignedText text) {
    if (text.text().empty()) return;
    Words words{std::move(text), {}};
    words.spans.push_back({0, words.text.text().size()});
    for (const auto& step : state_.pre_tokenizers) step->apply(words, scratch_.regex);
    const std::size_t before = out_.spans.size();
    const Tracking tracking = words.text.tracking();
    state_.model->encode(words.text.text(), words.spans, scratch_, tracking, out_);
    for (std::size_t i = before; i < out_.spans.size(); ++i)
      out_.spans[i] = words.text.source(out_.spans[i].begin, out_.spans[i].end);
  }

  const Tokenizer::State& state_;
  AddedTokenUse use_;
  Scratch& scratch_;
  Encoding& out_;
};

Encoding Tokenizer::encode_tracked(std::string_view text, const EncodeOptions& options,
                                   Tracking tracking) const {
  Encoding out;
  const auto frame = [&](const std::vector<TokenId>& ids, std::size_t at) {
    if (!options.add_special_tokens) return;
    out.ids.insert(out.ids.end(), ids.begin(), ids.end());
    if (tracking == Tracking::kOn) out.spans.insert(out.spans.end(), ids.size(), Span{at, at});
  };
  frame(state_->frame.before, 0);
  auto scratch = state_->scratch.take();
  Encoder(*state_, options.added_tokens, *scratch, out).run(text, tracking);
  state_->scratch.give_back(std::move(scratch));
  frame(state_->frame.behind, text.size());
  return out;
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  return encode_tracked(text, options, Tracking::kOff).ids;
}

Encoding Tokenizer::encode_with_spans(std::string_view text, const EncodeOptions& options) const {
  return encode_tracked(text, options, Tracking::kOn);
}

std::string Tokenizer::decode(std::span<const TokenId> ids, SkipSpecial skip) const {
  Decoder::Run run(state_->decoder);
  std::string out;
  for (const TokenId id : ids) {
    const auto text = token(id);
    if (text && !(skip == SkipSpecial::kYes && is_special(id))) run.push(*text, out);
  }
  run.finish(out);
  return out;
}

std::optional<TokenId> Tokenizer::id(std::string_view token) const {
  const auto added = state_->added.id(token);
  return added ? added : state_->vocabulary.id(token);
}

std::optional<std::string_view> Tokenizer::token(TokenId id) const {
  const auto added = state_->added.token(id);
  return added ? added : state_->vocabulary.token(id);
}

bool Tokenizer::is_special(TokenId id) const {
  const auto index = static_cast<std::size_t>(id);
  return id >= 0 && index < state_->special.size() && state_->special[index];
}

std::size_t Tokenizer::vocabulary_size() const {
  return std::max(state_->vocabulary.size(), state_->added.size());
}

std::optional<TokenId> Tokenizer::bos() const {
  return state_->bos;
}
std::optional<TokenId> Tokenizer::eos() const {
  return state_->eos;
}
std::optional<TokenId> Tokenizer::pad() const {
  return state_->pad;
}
std::optional<TokenId> Tokenizer::unk() const {
  return state_->unk;
}

struct StreamDecoder::State {
  Tokenizer tokenizer;
  SkipSpecial skip;
  Decoder::Run run;
};

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, SkipSpecial skip)
    : state_(std::make_unique<State>(
          State{tokenizer, skip, Decoder::Run(tokenizer.state_->decoder)})) {}
StreamDecoder::~StreamDecoder() = default;
StreamDecoder::StreamDecoder(StreamDecoder&&) noexcept = default;
StreamDecoder& StreamDecoder::operator=(StreamDecoder&&) noexcept = default;

std::string StreamDecoder::push(TokenId id) {
  std::string out;
  const auto text = state_->tokenizer.token(id);
  const bool skipped = state_->skip == SkipSpecial::kYes && state_->tokenizer.is_special(id);
  if (text && !skipped) state_->run.push(*text, out);
  return out;
}

std::string StreamDecoder::finish() {
  std::string out;
  state_->run.finish(out);
  return out;
}

}  // namespace millrace::text
