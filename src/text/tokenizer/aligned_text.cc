#include "text/tokenizer/aligned_text.h"

namespace millrace::text {

Span AlignedText::source(std::size_t begin, std::size_t end) const {
  if (spans_.empty()) return {base_ + begin, base_ + end};
  if (begin < end) return {spans_[begin].begin, spans_[end - 1].end};
  const std::size_t at = begin < spans_.size() ? spans_[begin].begin : spans_.back().end;
  return {at, at};
}

AlignedText AlignedText::part(Span span) const {
  AlignedText result(text_.substr(span.begin, span.size()), base_ + span.begin, tracking_);
  if (!spans_.empty())
    result.spans_.assign(spans_.begin() + static_cast<std::ptrdiff_t>(span.begin),
                         spans_.begin() + static_cast<std::ptrdiff_t>(span.end));
  return result;
}

void Rewrite::keep(std::size_t begin, std::size_t end) {
  text_.append(from_.text(), begin, end - begin);
  if (from_.tracking() == Tracking::kOff) return;
  for (std::size_t i = begin; i < end; ++i) spans_.push_back(from_.source(i, i + 1));
}

void Rewrite::put(std::string_view bytes, std::size_t begin, std::size_t end) {
  text_ += bytes;
  if (from_.tracking() == Tracking::kOff) return;
  spans_.insert(spans_.end(), bytes.size(), from_.source(begin, end));
}

AlignedText Rewrite::finish() && {
  AlignedText result(std::move(text_), from_.base_, from_.tracking_);
  result.spans_ = std::move(spans_);
  return result;
}

}  // namespace millrace::text
