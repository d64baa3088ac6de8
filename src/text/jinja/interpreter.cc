#include "text/jinja/interpreter.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/jinja/globals.h"
#include "text/jinja/lexer.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

constexpr std::size_t kNone = std::string::npos;

}  // namespace

Interpreter::Interpreter(const Program& program, const Limits& limits, base::Time now)
    : program_(program),
      limits_(limits),
      now_(now),
      heap_(limits_),
      scopes_(1),
      scope_(&scopes_.front()),
      root_(program.names.size()),
      constants_(program.constants),
      loop_slot_(slot_of("loop")),
      caller_slot_(slot_of("caller")),
      varargs_slot_(slot_of("varargs")),
      kwargs_slot_(slot_of("kwargs")) {
  define_globals(*this);
}

std::size_t Interpreter::slot_of(std::string_view name) const {
  const auto found = std::find(program_.names.begin(), program_.names.end(), name);
  return found == program_.names.end() ? kNone
                                       : static_cast<std::size_t>(found - program_.names.begin());
}

void Interpreter::define(std::string_view name, Value value) {
  const std::size_t slot = slot_of(name);
  if (slot != kNone) root_[slot] = std::move(value);
}

Result<TaggedString> Interpreter::run() {
  TaggedString out;
  out_ = &out;
  const auto flow = execute(program_.body);
  if (flow) return out;
  Error error = flow.error();
  if (blamed_)
    error.message = fmt::format("chat template, {}: {}", position_words(program_.source, *blamed_),
                                error.message);
  return error;
}

Result<void> Interpreter::tick() {
  heap_.charge(1);
  TRY(heap_.check());
  if (depth_ > limits_.max_depth)
    return fail(ErrorCode::kExhausted,
                fmt::format("calls and blocks are nested more than {} deep", limits_.max_depth));
  return {};
}

Scope* Interpreter::push_scope(Scope* parent) {
  Scope* scope = nullptr;
  if (free_scopes_.empty()) {
    heap_.grow(sizeof(Scope));
    scope = &scopes_.emplace_back();
  } else {
    scope = free_scopes_.back();
    free_scopes_.pop_back();
  }
  scope->parent = parent;
  scope_ = scope;
  return scope;
}

void Interpreter::pop_scope(Scope* previous) {
  if (!scope_->captured) {
    scope_->variables.clear();
    free_scopes_.push_back(scope_);
  }
  scope_ = previous;
}

void Interpreter::set_variable(std::size_t slot, Value value) {
  if (scope_->parent == nullptr) {
    root_[slot] = std::move(value);
    return;
  }
  for (auto& [name, old] : scope_->variables) {
    if (name != slot) continue;
    old = std::move(value);
    return;
  }
  scope_->variables.emplace_back(slot, std::move(value));
}

const Value* Interpreter::find_variable(std::size_t slot) const {
  for (const Scope* scope = scope_; scope->parent != nullptr; scope = scope->parent)
    for (const auto& [name, value] : scope->variables)
      if (name == slot) return &value;
  return root_[slot] ? &*root_[slot] : nullptr;
}

Result<void> Interpreter::write(const TaggedString& text) {
  written_ += text.size();
  heap_.charge(text.size() / 64);
  if (written_ > limits_.max_output_bytes)
    return fail(ErrorCode::kExhausted,
                fmt::format("the template writes more than {} bytes", limits_.max_output_bytes));
  out_->append(text);
  return {};
}

Result<TaggedString> Interpreter::capture(const Block& block) {
  TaggedString text;
  TaggedString* const outer = std::exchange(out_, &text);
  Scope* const previous = scope_;
  push_scope(previous);
  const auto flow = execute(block);
  pop_scope(previous);
  out_ = outer;
  if (!flow) return flow.error();
  written_ -= text.size();
  return text;
}

Result<Value> Interpreter::call(const Value& callee, Arguments& arguments) {
  if (callee.callable() != nullptr) {
    ++depth_;
    auto result = tick();
    if (!result) return result.error();
    auto value = callee.callable()->call(*this, arguments);
    --depth_;
    return value;
  }
  if (const Undefined* undefined = callee.undefined())
    return fail(ErrorCode::kInvalid, *undefined->what);
  return fail(ErrorCode::kInvalid, fmt::format("'{}' cannot be called", type_name(callee)));
}

Result<std::vector<Value>> Interpreter::iterate(const Value& value) {
  std::vector<Value> items;
  if (value.undefined() != nullptr) return items;
  if (const List* list = value.list()) {
    heap_.charge(list->items.size());
    TRY(heap_.room(list->items.size() * sizeof(Value)));
    return list->items;
  }
  if (const Dict* dict = value.dict(); dict != nullptr && dict->kind == Dict::Kind::kDict) {
    heap_.charge(dict->items.size());
    for (const auto& [key, unused] : dict->items) items.push_back(key);
    return items;
  }
  if (const TaggedString* string = value.string()) {
    const std::string_view text = string->view();
    heap_.charge(text.size());
    TRY(heap_.room(text.size() * 150));
    for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
      for (end = at + 1; end < text.size() && (text[end] & 0xC0) == 0x80;) ++end;
      items.push_back(heap_.string(string->slice(at, end)));
    }
    return items;
  }
  return fail(ErrorCode::kInvalid, fmt::format("'{}' object is not iterable", type_name(value)));
}

Result<void> Interpreter::assign(const Target& target, const Value& value) {
  if (!target.parts.empty()) {
    auto items = iterate(value);
    if (!items || items->size() != target.parts.size()) {
      blame(target.offset);
      if (!items) return items.error();
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} values for {} names", items->size(), target.parts.size()));
    }
    for (std::size_t i = 0; i < items->size(); ++i) TRY(assign(target.parts[i], (*items)[i]));
    return {};
  }
  if (target.member.empty()) {
    set_variable(target.slot, value);
    return {};
  }
  const Value* object = find_variable(target.slot);
  Dict* dict = object == nullptr ? nullptr : object->dict();
  if (dict == nullptr || dict->kind != Dict::Kind::kNamespace) {
    blame(target.offset);
    return fail(ErrorCode::kInvalid,
                fmt::format("'{}' is no namespace: its members cannot be assigned to",
                            program_.names[target.slot]));
  }
  heap_.grow(sizeof(Value));
  heap_.charge(dict->items.size() / 8);
  dict->set(heap_.string(target.member), value);
  return {};
}

}  // namespace millrace::text::jinja
