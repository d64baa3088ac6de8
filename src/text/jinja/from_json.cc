#include "text/jinja/from_json.h"

namespace millrace::text::jinja {

Value from_json(Heap& heap, const json::Value& value, Origin origin) {
  if (const bool* b = value.as_bool()) return Value(*b);
  if (const auto* i = value.as_int()) return Value(*i);
  if (const double* d = value.as_double()) return Value(*d);
  if (const std::string* s = value.as_string()) return heap.string(TaggedString(*s, origin));
  if (const json::Array* array = value.as_array()) {
    std::vector<Value> items;
    items.reserve(array->size());
    for (const json::Value& item : *array) items.push_back(from_json(heap, item, origin));
    List* list = heap.list(std::move(items));
    list->origin = origin;
    return Value(list);
  }
  if (const json::Object* object = value.as_object()) {
    Dict* dict = heap.dict();
    dict->origin = origin;
    dict->items.reserve(object->size());
    heap.grow(object->size() * 2 * sizeof(Value));
    for (const auto& [key, member] : *object)
      dict->items.emplace_back(heap.string(TaggedString(key, origin)),
                               from_json(heap, member, origin));
    return Value(dict);
  }
  return Value();
}

}  // namespace millrace::text::jinja
