// Removes the comments of TeX. Quirk: the character before a % within a line goes with the comment,
// and so does the line break before a line of comment. Without it, only the comment goes.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/names.h"
#include "clean/ops/passes.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "TeX comment";

struct RemoveCommentsOptions {
  Names doc_type{{"tex"}};
  bool inline_comments = true;
  bool multiline = true;
};
constexpr std::array kFields{
    describe::field<&RemoveCommentsOptions::doc_type>(
        "doc_type", Access::kMutable, "The kind of document: tex.", {.limits = {.max_items = 16}}),
    describe::field<&RemoveCommentsOptions::inline_comments>(
        "inline", Access::kMutable, "Comments behind something in their line."),
    describe::field<&RemoveCommentsOptions::multiline>("multiline", Access::kMutable,
                                                       "Lines that are all comment.")};

std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == text.npos ? text.size() : end;
}

// [^\\]%.+$ of every line
void inline_pass(std::string_view text, Compat compat, Edits& out) {
  std::size_t from = 0;  // what is before is taken
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at)) {
    const std::size_t end = line_end(text, at);
    const bool alone = at <= from || end == at + 1;
    const std::size_t before = alone ? at : previous(text, at);
    if (alone || text[before] == '\\' || (compat == Compat::kSane && text[before] == '\n')) {
      ++at;
      continue;
    }
    out.remove(compat == Compat::kSane ? at : before, end, kReason);
    from = at = end;
  }
}

// ^%.*\n?
void line_pass(std::string_view text, Edits& out) {
  for (std::size_t at = text.find('%'); at != text.npos;) {
    if (at > 0 && text[at - 1] != '\n') {
      at = text.find('%', at + 1);
      continue;
    }
    const std::size_t end = line_end(text, at);
    const std::size_t next = end < text.size() ? end + 1 : end;
    out.remove(at, next, kReason);
    at = text.find('%', next);
  }
}

class RemoveCommentsMapper final : public Mapper {
 public:
  RemoveCommentsMapper(RemoveCommentsOptions options, Compat compat)
      : options_(std::move(options)), compat_(compat) {}
  static Result<std::unique_ptr<RemoveCommentsMapper>> make(RemoveCommentsOptions options,
                                                            const Context& context) {
    for (const auto& type : options.doc_type.items)
      if (type != "tex") return base::invalid_field("doc_type", "must be tex");
    return std::make_unique<RemoveCommentsMapper>(std::move(options), context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (text.find('%') == text.npos) return;
    Passes passes(text, out);
    if (options_.inline_comments)
      passes.run([&](std::string_view t, Edits& edits) { inline_pass(t, compat_, edits); });
    if (options_.multiline) passes.run(line_pass);
  }

 private:
  RemoveCommentsOptions options_;
  Compat compat_;
};

}  // namespace

OperatorType remove_comments_mapper() {
  return operator_type<RemoveCommentsMapper, RemoveCommentsOptions, kFields>(
      "remove_comments_mapper", Kind::kMapper, Group::kInvalid,
      "Removes the comments of TeX documents.");
}

}  // namespace millrace::clean::ops
