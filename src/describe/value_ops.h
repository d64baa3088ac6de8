// Which C++ types a described field may have: text, numbers, booleans, times, enumerations, free
// JSON, other described structs, and optionals, lists and string-keyed maps of these. Included by
// describe.h.
#pragma once
#include "describe/describe.h"

namespace millrace::describe {

extern const ValueOps kStringOps, kInt64Ops, kIntOps, kDoubleOps, kBoolOps, kTimeOps, kJsonOps;

template <>
struct OpsOf<std::string> { static constexpr const ValueOps* ops() { return &kStringOps; } };
template <>
struct OpsOf<std::int64_t> { static constexpr const ValueOps* ops() { return &kInt64Ops; } };
template <>
struct OpsOf<int> { static constexpr const ValueOps* ops() { return &kIntOps; } };
template <>
struct OpsOf<double> { static constexpr const ValueOps* ops() { return &kDoubleOps; } };
template <>
struct OpsOf<bool> { static constexpr const ValueOps* ops() { return &kBoolOps; } };
template <>
struct OpsOf<base::Time> { static constexpr const ValueOps* ops() { return &kTimeOps; } };
template <>
struct OpsOf<json::Value> { static constexpr const ValueOps* ops() { return &kJsonOps; } };

// The erased halves of the generic types: no JSON code is instantiated per type.
using Words = std::span<const std::string_view>;
bool decode_word(const json::Value&, Words, std::size_t& index, const std::string& path, Problems&);
json::Object schema_words(Words);
void decode_struct(const Table&, const json::Value&, void*, const std::string& path, Problems&);
void encode_struct(const Table&, const void*, json::Writer&);
json::Object schema_struct(const Table&);
const json::Array* decode_items(const json::Value&, const std::string& path, Problems&);
const json::Object* decode_map(const json::Value&, const std::string& path, Problems&);
void check_count(std::size_t count, const Limits&, const std::string& path, Problems&);
json::Object schema_items(json::Object item, const Limits&);
json::Object schema_map(json::Object item, const Limits&);
json::Object schema_optional(json::Object inner);
std::string item_path(const std::string& path, std::size_t index);
std::string member_path(const std::string& path, std::string_view key);

template <class E>
  requires std::is_enum_v<E>
struct OpsOf<E> {
  static void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
    std::size_t i = 0;
    if (decode_word(v, EnumWords<E>::kWords, i, path, problems))
      *static_cast<E*>(p) = static_cast<E>(i);
  }
  static void encode(const void* p, json::Writer& out) {
    out.string(word(*static_cast<const E*>(p)));
  }
  static void check(const void*, const Limits&, const std::string&, Problems&) {}
  static json::Object schema(const Limits&) { return schema_words(EnumWords<E>::kWords); }
  static constexpr ValueOps kOps{decode, encode, check, schema, false};
  static constexpr const ValueOps* ops() { return &kOps; }
};

template <HasTable T>
struct OpsOf<T> {
  static void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
    *static_cast<T*>(p) = T{};  // a nested document replaces the old one whole
    decode_struct(Described<T>::get(), v, p, path, problems);
  }
  static void encode(const void* p, json::Writer& out) {
    encode_struct(Described<T>::get(), p, out);
  }
  static void check(const void* p, const Limits&, const std::string& path, Problems& problems) {
    check_all(Described<T>::get(), p, path, problems);
  }
  static json::Object schema(const Limits&) { return schema_struct(Described<T>::get()); }
  static constexpr ValueOps kOps{decode, encode, check, schema, false};
  static constexpr const ValueOps* ops() { return &kOps; }
};

template <class T>
struct OpsOf<std::optional<T>> {
  using O = std::optional<T>;
  static void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
    if (v.is_null()) static_cast<O*>(p)->reset();
    else OpsOf<T>::ops()->decode(v, &static_cast<O*>(p)->emplace(), path, problems);
  }
  static void encode(const void* p, json::Writer& out) {
    const O& o = *static_cast<const O*>(p);
    if (o) OpsOf<T>::ops()->encode(&*o, out);
    else out.null();
  }
  static void check(const void* p, const Limits& limits, const std::string& path,
                    Problems& problems) {
    const O& o = *static_cast<const O*>(p);
    if (o) OpsOf<T>::ops()->check(&*o, limits, path, problems);
  }
  static json::Object schema(const Limits& limits) {
    return schema_optional(OpsOf<T>::ops()->schema(limits));
  }
  static constexpr ValueOps kOps{decode, encode, check, schema, true};
  static constexpr const ValueOps* ops() { return &kOps; }
};

template <class T>
struct OpsOf<std::vector<T>> {
  using V = std::vector<T>;
  static void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
    V& out = *static_cast<V*>(p);
    out.clear();
    const json::Array* items = decode_items(v, path, problems);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
      T item{};
      OpsOf<T>::ops()->decode((*items)[i], &item, item_path(path, i), problems);
      out.push_back(std::move(item));
    }
  }
  static void encode(const void* p, json::Writer& out) {
    out.begin_array();
    for (const T& item : *static_cast<const V*>(p)) OpsOf<T>::ops()->encode(&item, out);
    out.end_array();
  }
  static void check(const void* p, const Limits& limits, const std::string& path,
                    Problems& problems) {
    const V& items = *static_cast<const V*>(p);
    check_count(items.size(), limits, path, problems);
    for (std::size_t i = 0; i < items.size(); ++i)
      OpsOf<T>::ops()->check(&items[i], limits, item_path(path, i), problems);
  }
  static json::Object schema(const Limits& limits) {
    return schema_items(OpsOf<T>::ops()->schema(limits), limits);
  }
  static constexpr ValueOps kOps{decode, encode, check, schema, false};
  static constexpr const ValueOps* ops() { return &kOps; }
};

template <class T>
struct OpsOf<std::map<std::string, T>> {
  using M = std::map<std::string, T>;
  static void decode(const json::Value& v, void* p, const std::string& path, Problems& problems) {
    M& out = *static_cast<M*>(p);
    out.clear();
    const json::Object* members = decode_map(v, path, problems);
    if (members == nullptr) return;
    for (const auto& [key, member] : *members)
      OpsOf<T>::ops()->decode(member, &out[key], member_path(path, key), problems);
  }
  static void encode(const void* p, json::Writer& out) {
    out.begin_object();
    for (const auto& [key, item] : *static_cast<const M*>(p))
      OpsOf<T>::ops()->encode(&item, out.key(key));
    out.end_object();
  }
  static void check(const void* p, const Limits& limits, const std::string& path,
                    Problems& problems) {
    const M& items = *static_cast<const M*>(p);
    check_count(items.size(), limits, path, problems);
    for (const auto& [key, item] : items)
      OpsOf<T>::ops()->check(&item, limits, member_path(path, key), problems);
  }
  static json::Object schema(const Limits& limits) {
    return schema_map(OpsOf<T>::ops()->schema(limits), limits);
  }
  static constexpr ValueOps kOps{decode, encode, check, schema, false};
  static constexpr const ValueOps* ops() { return &kOps; }
};

}  // namespace millrace::describe
