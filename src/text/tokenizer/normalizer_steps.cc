#include "text/tokenizer/normalizer_steps.h"

#include "text/tokenizer/byte_alphabet.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

// Most steps look at one character and keep it, drop it or write another.
class EachCharacter : public Normalizer {
 public:
  void apply(AlignedText& text, RegexWork&) const override {
    const std::string& from = text.text();
    Rewrite out(text);
    for (std::size_t at = 0; at < from.size();) {
      const Utf8Char next = decode_valid(from.data() + at);
      step(out, next.code, {at, at + next.size});
      at += next.size;
    }
    text = std::move(out).finish();
  }

 private:
  virtual void step(Rewrite& out, char32_t code, Span at) const = 0;
};

// The classes of this file differ by one function: what to do with a character.
template <class Function>
class Characters final : public EachCharacter {
 public:
  explicit Characters(Function function) : function_(std::move(function)) {}

 private:
  void step(Rewrite& out, char32_t code, Span at) const override { function_(out, code, at); }
  Function function_;
};

template <class Function>
std::unique_ptr<Normalizer> characters(Function function) {
  return std::make_unique<Characters<Function>>(std::move(function));
}

class NormalFormStep final : public Normalizer {
 public:
  explicit NormalFormStep(NormalForm form) : form_(form) {}

  void apply(AlignedText& text, RegexWork&) const override {
    const std::string& from = text.text();
    if (stable(from)) return;
    Rewrite out(text);
    for (std::size_t at = 0; at < from.size();) {
      const std::size_t end = normal_segment_end(form_, from, at);
      const Utf8Char first = decode_valid(from.data() + at);
      if (at + first.size == end && (first.code < 0x80 || is_inert(form_, first.code))) {
        out.keep(at, end);
      } else {
        const std::string normal = normalize(form_, {from.data() + at, end - at});
        if (normal == std::string_view(from.data() + at, end - at)) {
          out.keep(at, end);
        } else {
          out.put(normal, at, end);
        }
      }
      at = end;
    }
    text = std::move(out).finish();
  }

 private:
  // Nearly all text is; one look at each character tells.
  bool stable(const std::string& text) const {
    if (form_ != NormalForm::kNfc) return is_normal(form_, text);
    const CharClasses& classes = CharClasses::table();
    for (std::size_t at = 0; at < text.size();) {
      if (static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
        continue;
      }
      const Utf8Char next = decode_valid(text.data() + at);
      if (classes.is(next.code, CharClass::kUnstable)) return is_normal(form_, text);
      at += next.size;
    }
    return true;
  }
  NormalForm form_;
};

class StripStep final : public Normalizer {
 public:
  explicit StripStep(StripEnds ends) : ends_(static_cast<std::uint8_t>(ends)) {}

  void apply(AlignedText& text, RegexWork&) const override {
    const std::string& from = text.text();
    const CharClasses& classes = CharClasses::table();
    std::size_t begin = from.size();
    std::size_t end = 0;
    for (std::size_t at = 0; at < from.size();) {
      const Utf8Char next = decode_valid(from.data() + at);
      if (!classes.is(next.code, CharClass::kSpace)) {
        if (begin == from.size()) begin = at;
        end = at + next.size;
      }
      at += next.size;
    }
    if ((ends_ & static_cast<std::uint8_t>(StripEnds::kLeft)) == 0) begin = 0;
    if ((ends_ & static_cast<std::uint8_t>(StripEnds::kRight)) == 0) end = from.size();
    Rewrite out(text);
    if (begin < end) out.keep(begin, end);
    text = std::move(out).finish();
  }

 private:
  std::uint8_t ends_;
};

class ReplaceStep final : public Normalizer {
 public:
  ReplaceStep(Pattern pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(AlignedText& text, RegexWork& work) const override {
    const std::string& from = text.text();
    Rewrite out(text);
    std::size_t done = 0;
    pattern_.each_match(from, work, [&](Span match) {
      out.keep(done, match.begin);
      out.put(content_, match.begin, match.end);
      done = match.end;
    });
    if (done == 0 && out.size() == 0) return;
    out.keep(done, from.size());
    text = std::move(out).finish();
  }

 private:
  Pattern pattern_;
  std::string content_;
};

class PrependStep final : public Normalizer {
 public:
  explicit PrependStep(std::string prefix) : prefix_(std::move(prefix)) {}

  void apply(AlignedText& text, RegexWork&) const override {
    if (text.text().empty()) return;
    Rewrite out(text);
    out.put(prefix_, 0, 0);
    out.keep(0, text.text().size());
    text = std::move(out).finish();
  }

 private:
  std::string prefix_;
};

bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_blank(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::unique_ptr<Normalizer> normal_form_step(NormalForm form) {
  return std::make_unique<NormalFormStep>(form);
}

std::unique_ptr<Normalizer> lowercase_step() {
  return characters([](Rewrite& out, char32_t code, Span at) {
    std::string lower;
    append_lower(lower, code);
    out.put(lower, at.begin, at.end);
  });
}

std::unique_ptr<Normalizer> strip_step(StripEnds ends) {
  return std::make_unique<StripStep>(ends);
}

std::unique_ptr<Normalizer> strip_accents_step(Accents accents) {
  return characters([accents](Rewrite& out, char32_t code, Span at) {
    const bool goes = accents == Accents::kMarks ? CharClasses::table().is(code, CharClass::kMark)
                                                 : is_nonspacing_mark(code);
    if (!goes) out.keep(at.begin, at.end);
  });
}

std::unique_ptr<Normalizer> replace_step(Pattern pattern, std::string content) {
  return std::make_unique<ReplaceStep>(std::move(pattern), std::move(content));
}

std::unique_ptr<Normalizer> prepend_step(std::string prefix) {
  return std::make_unique<PrependStep>(std::move(prefix));
}

std::unique_ptr<Normalizer> byte_level_step() {
  return characters([](Rewrite& out, char32_t code, Span at) {
    std::string bytes;
    append_utf8(bytes, code);
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out.put(byte_characters()[static_cast<unsigned char>(bytes[i])], at.begin + i,
              at.begin + i + 1);
  });
}

// SentencePiece's old rules for translation: some controls go, odd blanks become blanks.
std::unique_ptr<Normalizer> nmt_step() {
  return characters([](Rewrite& out, char32_t c, Span at) {
    const bool goes = (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) ||
                      c == 0x7F || c == 0x8F || c == 0x9F;
    if (goes) return;
    const bool blank = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                       (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                       c == 0xFEFF || c == 0xFFFD;
    if (blank) return out.put(" ", at.begin, at.end);
    out.keep(at.begin, at.end);
  });
}

std::unique_ptr<Normalizer> bert_clean_step() {
  return characters([](Rewrite& out, char32_t code, Span at) {
    if (code == 0 || code == 0xFFFD || (is_control(code) && !is_blank(code))) return;
    const bool blank = is_blank(code) || CharClasses::table().is(code, CharClass::kSpace);
    if (blank) return out.put(" ", at.begin, at.end);
    out.keep(at.begin, at.end);
  });
}

std::unique_ptr<Normalizer> bert_chinese_step() {
  return characters([](Rewrite& out, char32_t code, Span at) {
    if (!is_chinese(code)) return out.keep(at.begin, at.end);
    out.put(" ", at.begin, at.begin);
    out.keep(at.begin, at.end);
    out.put(" ", at.end, at.end);
  });
}

}  // namespace millrace::text
