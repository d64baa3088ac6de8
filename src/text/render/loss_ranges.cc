#include "text/render/loss_ranges.h"

#include <algorithm>

namespace millrace::text {
namespace {

using jinja::Source;

// The header of a turn, not what the assistant says.
bool is_header(const std::string& field) {
  return field.empty() || field == "role" || field == "name" || field == "tool_call_id";
}

// Templates write '<|' + role + '|>': with one of these in it that is the template's own token. A
// role that is anything else could forge one.
bool is_known_role(const Source& source, std::string_view text) {
  static constexpr std::string_view kRoles[] = {
      "system", "user", "assistant", "tool", "developer", "function", "ipython", "observation"};
  return source.kind == Source::Kind::kMessage && source.field == "role" &&
         std::ranges::find(kRoles, text) != std::end(kRoles);
}

std::vector<Span> generation_ranges(const jinja::Rendered& rendered) {
  std::vector<Span> ranges;
  std::size_t begin = 0;
  for (const jinja::Span& span : rendered.spans) {
    if (span.mark == jinja::Span::Mark::kGeneration) {
      if (!ranges.empty() && ranges.back().end == begin)
        ranges.back().end = span.end;
      else
        ranges.push_back({begin, span.end});
    }
    begin = span.end;
  }
  return ranges;
}

class AssistantTurns {
 public:
  AssistantTurns(const jinja::Rendered& rendered, const json::Array& messages,
                 const TurnWords& words)
      : rendered_(rendered), words_(words) {
    for (const json::Value& message : messages)
      assistant_.push_back(message.string_or("role", "") == "assistant");
  }

  std::vector<Span> run() {
    std::size_t begin = 0;
    for (const jinja::Span& span : rendered_.spans) {
      pass({begin, span.end}, rendered_.sources[span.source]);
      begin = span.end;
    }
    return std::move(ranges_);
  }

 private:
  void pass(Span span, const Source& source) {
    const bool own_header = source.kind == Source::Kind::kMessage && is_header(source.field) &&
                            open_ && source.message == message_;
    if (source.kind == Source::Kind::kTemplate || own_header) {
      if (open_) close_at_end_of_turn(span);
    } else if (source.kind == Source::Kind::kMessage && assistant_[source.message] &&
               !is_header(source.field)) {
      if (open_ && source.message == message_)
        ranges_.back().end = span.end;
      else
        ranges_.push_back({source.field == "tool_calls" ? opening_of(span) : span.begin, span.end});
      open_ = true;
      message_ = source.message;
      last_input_ = span.end;
    } else {
      open_ = false;
      if (source.kind != Source::Kind::kMessage || !is_header(source.field)) last_input_ = span.end;
    }
  }

  // Where the turn of a call begins: behind its header, or with the call where there is none.
  std::size_t opening_of(Span call) const {
    const std::string_view between =
        std::string_view(rendered_.text).substr(last_input_, call.begin - last_input_);
    const std::size_t header =
        words_.header.empty() ? std::string_view::npos : between.rfind(words_.header);
    if (header == std::string_view::npos) return call.begin;
    return last_input_ + header + words_.header.size();
  }

  void close_at_end_of_turn(Span span) {
    const std::string_view text = std::string_view(rendered_.text).substr(span.begin, span.size());
    std::size_t first = std::string_view::npos;
    std::size_t size = 0;
    for (const std::string& end : words_.ends) {
      const std::size_t at = text.find(end);
      if (at == std::string_view::npos || at > first || (at == first && end.size() < size))
        continue;
      first = at;
      size = end.size();
    }
    if (first == std::string_view::npos) return;
    ranges_.back().end = span.begin + first + size;
    open_ = false;
  }

  const jinja::Rendered& rendered_;
  const TurnWords& words_;
  std::vector<bool> assistant_;
  std::vector<Span> ranges_;
  bool open_ = false;  // behind the assistant's words, before the end of the turn
  std::size_t message_ = 0;
  std::size_t last_input_ = 0;  // end of what came from a message or variable, headers apart
};

}  // namespace

std::vector<Span> loss_ranges(const jinja::Rendered& rendered, const json::Array& messages,
                              const TurnWords& words) {
  auto marked = generation_ranges(rendered);
  if (!marked.empty()) return marked;
  return AssistantTurns(rendered, messages, words).run();
}

std::vector<Span> ranges_of_input(const jinja::Rendered& rendered) {
  std::vector<Span> ranges;
  std::size_t begin = 0;
  for (const jinja::Span& span : rendered.spans) {
    const Source& source = rendered.sources[span.source];
    const auto text = std::string_view(rendered.text).substr(begin, span.end - begin);
    if (source.kind != Source::Kind::kTemplate && !is_known_role(source, text)) {
      if (!ranges.empty() && ranges.back().end == begin)
        ranges.back().end = span.end;
      else
        ranges.push_back({begin, span.end});
    }
    begin = span.end;
  }
  return ranges;
}

}  // namespace millrace::text
