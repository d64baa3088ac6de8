#include "text/tokenizer/decoder_steps.h"

#include <array>
#include <charconv>

#include "text/tokenizer/byte_alphabet.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

class ByteLevelStep final : public DecoderStep {
  void apply(DecoderItem& item, RegexWork&) const override {
    item.kind = DecoderItem::Kind::kBytes;
    auto bytes = from_byte_characters(item.text);
    if (bytes) item.text = std::move(*bytes);
  }
};

class ByteFallbackStep final : public DecoderStep {
  void apply(DecoderItem& item, RegexWork&) const override {
    const std::string& text = item.text;
    if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>') return;
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(text.data() + 3, text.data() + 5, byte, 16);
    if (error != std::errc() || end != text.data() + 5) return;
    item.kind = DecoderItem::Kind::kFallbackByte;
    item.text.assign(1, static_cast<char>(byte));
  }
};

class ReplaceStep final : public DecoderStep {
 public:
  ReplaceStep(Pattern pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

 private:
  void apply(DecoderItem& item, RegexWork& work) const override {
    std::string out;
    std::size_t done = 0;
    pattern_.each_match(item.text, work, [&](Span match) {
      out += std::string_view(item.text).substr(done, match.begin - done);
      out += content_;
      done = match.end;
    });
    out += std::string_view(item.text).substr(done);
    item.text = std::move(out);
  }
  Pattern pattern_;
  std::string content_;
};

class StripStep final : public DecoderStep {
 public:
  explicit StripStep(StripRule rule) : rule_(std::move(rule)) {}

 private:
  void apply(DecoderItem& item, RegexWork&) const override {
    std::string_view text = item.text;
    for (std::size_t i = 0; i < rule_.start && text.starts_with(rule_.character); ++i)
      text.remove_prefix(rule_.character.size());
    for (std::size_t i = 0; i < rule_.stop && text.ends_with(rule_.character); ++i)
      text.remove_suffix(rule_.character.size());
    item.text = std::string(text);
  }
  StripRule rule_;
};

class MetaspaceStep final : public DecoderStep {
 public:
  MetaspaceStep(std::string replacement, FirstBlank first)
      : replacement_(std::move(replacement)), first_(first) {}

 private:
  void apply(DecoderItem& item, RegexWork&) const override {
    const bool drop = item.index == 0 && first_ == FirstBlank::kDropped;
    replace_all(item.text, replacement_, drop ? "" : " ");
  }
  std::string replacement_;
  FirstBlank first_;
};

class WordPieceStep final : public DecoderStep {
 public:
  WordPieceStep(std::string prefix, Cleanup cleanup)
      : prefix_(std::move(prefix)), cleanup_(cleanup) {}

 private:
  void apply(DecoderItem& item, RegexWork&) const override {
    if (item.index > 0) {
      if (item.text.starts_with(prefix_)) {
        item.text.erase(0, prefix_.size());
      } else {
        item.text.insert(0, 1, ' ');
      }
    }
    if (cleanup_ == Cleanup::kNo) return;
    static constexpr std::array<std::array<std::string_view, 2>, 11> kRules{{
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" do not", " don't"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"},
    }};
    for (const auto& [from, to] : kRules) replace_all(item.text, from, to);
  }
  std::string prefix_;
  Cleanup cleanup_;
};

class BlanksStep final : public DecoderStep {
  void apply(DecoderItem& item, RegexWork&) const override {
    if (item.index > 0) item.text.insert(0, 1, ' ');
  }
};

}  // namespace

std::unique_ptr<DecoderStep> decode_byte_level_step() {
  return std::make_unique<ByteLevelStep>();
}
std::unique_ptr<DecoderStep> decode_byte_fallback_step() {
  return std::make_unique<ByteFallbackStep>();
}
std::unique_ptr<DecoderStep> decode_replace_step(Pattern pattern, std::string content) {
  return std::make_unique<ReplaceStep>(std::move(pattern), std::move(content));
}
std::unique_ptr<DecoderStep> decode_strip_step(StripRule rule) {
  return std::make_unique<StripStep>(std::move(rule));
}
std::unique_ptr<DecoderStep> decode_metaspace_step(std::string replacement, FirstBlank first) {
  return std::make_unique<MetaspaceStep>(std::move(replacement), first);
}
std::unique_ptr<DecoderStep> decode_word_piece_step(std::string prefix, Cleanup cleanup) {
  return std::make_unique<WordPieceStep>(std::move(prefix), cleanup);
}
std::unique_ptr<DecoderStep> decode_blanks_step() {
  return std::make_unique<BlanksStep>();
}

}  // namespace millrace::text
