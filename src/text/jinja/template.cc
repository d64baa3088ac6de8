#include "text/jinja/template.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/jinja/from_json.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/parser.h"

namespace millrace::text::jinja {
namespace {

// Gives the fields of messages their origins.
class Sources {
 public:
  Origin add(Source source) {
    sources_.push_back(std::move(source));
    return static_cast<Origin>(sources_.size() - 1);
  }

  Value messages(Heap& heap, const json::Array& messages) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const json::Object* object = messages[i].as_object();
      if (object == nullptr) {
        items.push_back(from_json(heap, messages[i], add({Source::Kind::kMessage, i, ""})));
        continue;
      }
      Dict* dict = heap.dict();
      dict->origin = add({Source::Kind::kMessage, i, ""});
      for (const auto& [name, value] : *object) {
        const Origin origin = add({Source::Kind::kMessage, i, name});
        dict->items.emplace_back(heap.string(TaggedString(name, dict->origin)),
                                 from_json(heap, value, origin));
      }
      items.emplace_back(dict);
    }
    return Value(heap.list(std::move(items)));
  }

  std::vector<Source> take() { return std::move(sources_); }

 private:
  std::vector<Source> sources_{Source{}};
};

std::vector<Span> spans_of(const TaggedString& text) {
  std::vector<Span> spans;
  for (const TaggedString::Run& run : text.runs()) {
    const bool generated = (run.origin & kGeneratedBit) != 0;
    spans.push_back({run.end, run.origin & ~kGeneratedBit,
                     generated ? Span::Mark::kGeneration : Span::Mark::kNone});
  }
  return spans;
}

bool has_generation(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const auto& statement) {
    return statement->kind == Statement::Kind::kGeneration || has_generation(statement->body) ||
           has_generation(statement->otherwise) ||
           std::any_of(statement->branches.begin(), statement->branches.end(),
                       [](const auto& branch) { return has_generation(branch.body); });
  });
}

}  // namespace

Template::Template(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

Result<Template> Template::parse(std::string_view source, const Limits& limits) {
  TRY_ASSIGN(Program program, parse_program(source, limits));
  return Template(std::make_unique<Program>(std::move(program)));
}

bool Template::marks_generation() const {
  return has_generation(program_->body);
}

Result<Rendered> Template::render(const Inputs& inputs, const Limits& limits) const {
  Interpreter interpreter(*program_, limits, inputs.now);
  Sources sources;
  interpreter.define("messages", sources.messages(interpreter.heap(), inputs.messages));
  for (const auto& [name, value] : inputs.variables) {
    const bool trusted =
        std::find(inputs.trusted.begin(), inputs.trusted.end(), name) != inputs.trusted.end();
    const Origin origin =
        trusted ? kTemplateOrigin : sources.add({Source::Kind::kVariable, 0, name});
    interpreter.define(name, from_json(interpreter.heap(), value, origin));
  }
  TRY_ASSIGN(TaggedString text, interpreter.run());
  return Rendered{text.bytes(), spans_of(text), sources.take()};
}

}  // namespace millrace::text::jinja
