#include "text/tokenizer/pre_tokenizer_steps.h"

#include <algorithm>

#include "text/tokenizer/byte_alphabet.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

struct Part {
  Span span;
  bool match;
};

class SplitStep final : public PreTokenizer {
 public:
  SplitStep(Finder finder, SplitBehavior behavior, SplitOn on)
      : finder_(std::move(finder)), behavior_(behavior), on_(on) {}

  void apply(Words& words, RegexWork& work) const override {
    std::vector<Span> result;
    std::vector<Part> parts;
    for (const Span& word : words.spans) {
      find(words.text.text(), word, work, parts);
      merge(parts, result);
    }
    words.spans = std::move(result);
  }

 private:
  void find(std::string_view text, Span word, RegexWork& work, std::vector<Part>& parts) const {
    parts.clear();
    const bool matches = on_ == SplitOn::kMatches;
    std::size_t done = word.begin;
    finder_(text.substr(word.begin, word.size()), work, [&](Span match) {
      const Span at{match.begin + word.begin, match.end + word.begin};
      if (at.begin > done) parts.push_back({{done, at.begin}, !matches});
      parts.push_back({at, matches});
      done = at.end;
    });
    if (done < word.end) parts.push_back({{done, word.end}, !matches});
  }

  void merge(std::vector<Part>& parts, std::vector<Span>& out) const {
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    switch (behavior_) {
      case SplitBehavior::kRemoved:
        for (const Part& part : parts)
          if (!part.match) out.push_back(part.span);
        break;
      case SplitBehavior::kIsolated:
        for (const Part& part : parts) out.push_back(part.span);
        break;
      case SplitBehavior::kContiguous:
        for (std::size_t i = 0; i < parts.size(); ++i) {
          if (i > 0 && parts[i].match == parts[i - 1].match) {
            out.back().end = parts[i].span.end;
          } else {
            out.push_back(parts[i].span);
          }
        }
        break;
      case SplitBehavior::kMergedWithPrevious:
        for (std::size_t i = 0; i < parts.size(); ++i) {
          if (i > 0 && parts[i].match && !parts[i - 1].match) {
            out.back().end = parts[i].span.end;
          } else {
            out.push_back(parts[i].span);
          }
        }
        break;
      case SplitBehavior::kMergedWithNext:
        for (std::size_t i = parts.size(); i-- > 0;) {
          if (i + 1 < parts.size() && parts[i].match && !parts[i + 1].match) {
            out.back().begin = parts[i].span.begin;
          } else {
            out.push_back(parts[i].span);
          }
        }
        std::reverse(out.begin() + first, out.end());
        break;
    }
    out.erase(std::remove_if(out.begin() + first, out.end(),
                             [](const Span& span) { return span.size() == 0; }),
              out.end());
  }

  Finder finder_;
  SplitBehavior behavior_;
  SplitOn on_;
};

class ScannerStep final : public PreTokenizer {
 public:
  explicit ScannerStep(Scanner scanner) : scanner_(scanner) {}
  void apply(Words& words, RegexWork&) const override {
    std::vector<Span> result;
    result.reserve(words.text.text().size() / 4 + 8);
    for (const Span& word : words.spans) scanner_(words.text.text(), word, result);
    words.spans = std::move(result);
  }

 private:
  Scanner scanner_;
};

// Steps that write another text word by word.
class RewriteStep : public PreTokenizer {
 public:
  void apply(Words& words, RegexWork&) const override {
    Rewrite out(words.text);
    std::vector<Span> result;
    for (const Span& word : words.spans) {
      const std::size_t begin = out.size();
      write(words.text, word, out);
      result.push_back({begin, out.size()});
    }
    AlignedText text = std::move(out).finish();
    words.text = std::move(text);
    words.spans = std::move(result);
  }

 private:
  virtual void write(const AlignedText& text, Span word, Rewrite& out) const = 0;
};

class SpaceBeforeStep final : public RewriteStep {
  void write(const AlignedText& text, Span word, Rewrite& out) const override {
    if (text.text()[word.begin] != ' ') out.put(" ", word.begin, word.begin);
    out.keep(word.begin, word.end);
  }
};

class ByteAlphabetStep final : public RewriteStep {
  void write(const AlignedText& text, Span word, Rewrite& out) const override {
    for (std::size_t i = word.begin; i < word.end; ++i)
      out.put(byte_characters()[static_cast<unsigned char>(text.text()[i])], i, i + 1);
  }
};

class MetaspaceWriteStep final : public RewriteStep {
 public:
  MetaspaceWriteStep(std::string replacement, PrependScheme scheme)
      : replacement_(std::move(replacement)), scheme_(scheme) {}

 private:
  void write(const AlignedText& text, Span word, Rewrite& out) const override {
    const std::string_view bytes = std::string_view(text.text()).substr(word.begin, word.size());
    const bool wanted =
        scheme_ == PrependScheme::kAlways ||
        (scheme_ == PrependScheme::kFirst && word.begin == 0 && text.begins_the_input());
    if (wanted && bytes[0] != ' ' && !bytes.starts_with(replacement_))
      out.put(replacement_, word.begin, word.begin);
    std::size_t done = word.begin;
    for (std::size_t i = word.begin; i < word.end; ++i) {
      if (text.text()[i] != ' ') continue;
      out.keep(done, i);
      out.put(replacement_, i, i + 1);
      done = i + 1;
    }
    out.keep(done, word.end);
  }
  std::string replacement_;
  PrependScheme scheme_;
};

class TwoSteps final : public PreTokenizer {
 public:
  TwoSteps(std::unique_ptr<PreTokenizer> first, std::unique_ptr<PreTokenizer> second)
      : first_(std::move(first)), second_(std::move(second)) {}
  void apply(Words& words, RegexWork& work) const override {
    first_->apply(words, work);
    second_->apply(words, work);
  }

 private:
  std::unique_ptr<PreTokenizer> first_, second_;
};

}  // namespace

std::unique_ptr<PreTokenizer> split_step(Finder finder, SplitBehavior behavior, SplitOn on) {
  return std::make_unique<SplitStep>(std::move(finder), behavior, on);
}

std::unique_ptr<PreTokenizer> scanner_step(Scanner scanner) {
  return std::make_unique<ScannerStep>(scanner);
}

std::unique_ptr<PreTokenizer> space_before_step() {
  return std::make_unique<SpaceBeforeStep>();
}

std::unique_ptr<PreTokenizer> byte_alphabet_step() {
  return std::make_unique<ByteAlphabetStep>();
}

std::unique_ptr<PreTokenizer> metaspace_step(std::string replacement, PrependScheme scheme,
                                             MetaspaceSplit split) {
  auto write = std::make_unique<MetaspaceWriteStep>(replacement, scheme);
  if (split == MetaspaceSplit::kNo) return write;
  Finder finder = [replacement](std::string_view text, RegexWork&,
                                const std::function<void(Span)>& found) {
    for (std::size_t at = text.find(replacement); at != std::string_view::npos;
         at = text.find(replacement, at + replacement.size()))
      found({at, at + replacement.size()});
  };
  return std::make_unique<TwoSteps>(
      std::move(write),
      split_step(std::move(finder), SplitBehavior::kMergedWithNext, SplitOn::kMatches));
}

Finder pattern_finder(Pattern pattern) {
  auto shared = std::make_shared<const Pattern>(std::move(pattern));
  return [shared](std::string_view text, RegexWork& work, const std::function<void(Span)>& found) {
    shared->each_match(text, work, found);
  };
}

Finder class_finder(std::uint8_t any_of) {
  return [any_of](std::string_view text, RegexWork&, const std::function<void(Span)>& found) {
    for (std::size_t at = 0; at < text.size();) {
      const Utf8Char next = decode_valid(text.data() + at);
      if (CharClasses::table().is(next.code, any_of)) found({at, at + next.size});
      at += next.size;
    }
  };
}

}  // namespace millrace::text
