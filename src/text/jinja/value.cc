#include "text/jinja/value.h"

#include <fmt/core.h>

#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

constexpr std::size_t kContainerBytes = 64;
constexpr std::size_t kStringBytes = 96;

std::size_t cost_of(const TaggedString& text) {
  return kStringBytes + text.size() + text.runs().size() * sizeof(TaggedString::Run);
}

}  // namespace

StringRep::StringRep(TaggedString text_in, bool markup_in, Heap& heap_in)
    : text(std::move(text_in)), markup(markup_in), heap(heap_in) {
  heap.grow(cost_of(text));
  heap.charge(text.size() / 64);
}

StringRep::~StringRep() {
  heap.shrink(cost_of(text));
}

Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value Heap::string(TaggedString text) {
  return Value(String(std::make_shared<StringRep>(std::move(text), false, *this)));
}

Value Heap::markup(TaggedString text) {
  return Value(String(std::make_shared<StringRep>(std::move(text), true, *this)));
}

List* Heap::list(List::Kind kind) {
  grow(kContainerBytes);
  lists_.emplace_back();
  lists_.back().kind = kind;
  return &lists_.back();
}

List* Heap::list(std::vector<Value> items, List::Kind kind) {
  grow(kContainerBytes + items.size() * sizeof(Value));
  charge(items.size() / 8);
  lists_.emplace_back();
  lists_.back().items = std::move(items);
  lists_.back().kind = kind;
  return &lists_.back();
}

Dict* Heap::dict(Dict::Kind kind) {
  grow(kContainerBytes);
  dicts_.emplace_back();
  dicts_.back().kind = kind;
  return &dicts_.back();
}

Value Heap::undefined(std::string what) {
  grow(kContainerBytes + what.size());
  names_.push_back(std::move(what));
  return Value(Undefined{&names_.back()});
}

Result<void> Heap::room(std::size_t bytes) const {
  if (bytes <= limits_.max_memory_bytes && bytes_ <= limits_.max_memory_bytes - bytes) return {};
  return fail(ErrorCode::kExhausted, fmt::format("the template needs more than {} bytes of memory",
                                                 limits_.max_memory_bytes));
}

Result<void> Heap::check() const {
  if (steps_ > limits_.max_steps)
    return fail(ErrorCode::kExhausted,
                fmt::format("the template takes more than {} steps", limits_.max_steps));
  return room(0);
}

const Value* Dict::find(const Value& key) const {
  for (const auto& [name, value] : items)
    if (equal_keys(name, key)) return &value;
  return nullptr;
}

const Value* Dict::find(std::string_view key) const {
  for (const auto& [name, value] : items)
    if (name.string() != nullptr && name.string()->view() == key) return &value;
  return nullptr;
}

void Dict::set(Value key, Value value) {
  for (auto& [name, old] : items) {
    if (!equal_keys(name, key)) continue;
    old = std::move(value);
    return;
  }
  items.emplace_back(std::move(key), std::move(value));
}

}  // namespace millrace::text::jinja
