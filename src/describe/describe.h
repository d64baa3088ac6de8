// One table of fields per type; JSON, documents in the database, validation, OpenAPI, filters and
// the audit diff all walk the same table. Code is erased per *value type*, not per field or
// resource. Tables are constants; everything here is thread-safe.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "json/value.h"
#include "json/writer.h"

namespace millrace::describe {

enum class Access : std::uint8_t {
  kServer,      // set by the server only
  kCreateOnly,  // by the user, once
  kMutable,     // by the user, any time
  kSecret,      // by the user, any time; stored, never shown
  kWriteOnly,   // in a body only: neither stored nor shown (a password, "start": true)
};

// Where a field is kept in the database: most live in the documents; these also in a column.
enum class Index : std::uint8_t { kNone, kFilter, kUnique };

struct Limits {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::uint32_t min_length = 0;                 // code points
  std::uint32_t max_length = 0;                 // code points; 0: 65,536
  std::uint32_t max_items = 0;                  // of lists and maps; 0: 1,024
  // nullptr, or says in words what is wrong ("" when nothing is).
  std::string_view (*check_text)(std::string_view) = nullptr;
};

// Collects what is wrong, field by field.
class Problems {
 public:
  void add(std::string_view path, std::string reason);
  bool empty() const { return violations_.empty(); }
  // kInvalid with all violations; call only when not empty.
  Error to_error() const;

 private:
  std::vector<base::FieldViolation> violations_;
};

struct Table;

// How one C++ value type is read, written, checked and described.
struct ValueOps {
  void (*decode)(const json::Value&, void* value, const std::string& path, Problems&);
  void (*encode)(const void* value, json::Writer&);
  void (*check)(const void* value, const Limits&, const std::string& path, Problems&);
  json::Object (*schema)(const Limits&);  // JSON Schema 2020-12
  bool nullable = false;
};

struct Field {
  std::string_view name{};
  const ValueOps* ops = nullptr;
  const void* (*at)(const void* object) = nullptr;
  Access access = Access::kMutable;
  std::string_view doc{};
  Limits limits{};
  Index index = Index::kNone;
  bool required = false;  // must be in the body of a create

  const void* get(const void* object) const { return at(object); }
  void* get(void* object) const { return const_cast<void*>(at(object)); }
};

// What of a field is said beside name, access and doc.
struct Options {
  Limits limits{};
  Index index = Index::kNone;
  bool required = false;
};

struct Table {
  std::span<const Field> fields;
  const Field* find(std::string_view name) const;
};

// Specialise for a described struct: static const Table& get().
template <class T>
struct Described;
template <class T>
concept HasTable = requires { { Described<T>::get() } -> std::same_as<const Table&>; };

// Specialise for an enumeration with its words, in order of the enumerators from 0.
template <class E>
struct EnumWords;  // static constexpr std::string_view kWords[] = {…};
template <class E>
constexpr std::string_view word(E e) { return EnumWords<E>::kWords[static_cast<std::size_t>(e)]; }
template <class E>
std::optional<E> from_word(std::string_view text) {
  std::size_t i = 0;
  for (const auto w : EnumWords<E>::kWords) {
    if (w == text) return static_cast<E>(i);
    ++i;
  }
  return std::nullopt;
}

// ---- what a table can do
// -------------------------------------------------------------------------

enum class Purpose { kCreate, kUpdate };
// Strict: unknown fields, wrong types, limits, fields one may not set, missing required ones: all
// reported at once. kUpdate is a merge patch (RFC 7396): only the fields present change; null
// resets to the value of `defaults` (an object fresh from its constructor).
Result<void> decode_strict(const Table&, const json::Value& body, Purpose, void* object,
                           const void* defaults);
// Lenient: for our own stored documents; unknown members are left, absent ones keep their value.
void decode_stored(const Table&, const json::Value& document, void* object);

enum class View {
  kPublic,   // all but secrets: what the API shows
  kSpec,     // what users set, secrets too: the stored `spec`
  kStatus,   // what the server sets: the stored `status`
  kAudit,    // what users set, secrets as "***"
};
// Is the field part of the view?
bool in_view(const Field&, View);
// Writes "name": value members into an object that the caller has begun.
void encode_members(const Table&, View, const void* object, json::Writer&);
json::Value encode(const Table&, View, const void* object);
// Limits of every field of an object made by code rather than by a body.
void check_all(const Table&, const void* object, const std::string& path, Problems&);

enum class SchemaFor { kRead, kCreate, kUpdate };
json::Value schema(const Table&, SchemaFor, const void* defaults);

// ---- the table's rows
// ----------------------------------------------------------------------------

template <class T>
struct OpsOf;

// Two lists of rows as one: for resources that share fields.
template <std::size_t A, std::size_t B>
constexpr std::array<Field, A + B> join(const std::array<Field, A>& a,
                                        const std::array<Field, B>& b) {
  std::array<Field, A + B> all{};
  for (std::size_t i = 0; i < A; ++i) all[i] = a[i];
  for (std::size_t i = 0; i < B; ++i) all[A + i] = b[i];
  return all;
}

template <class>
struct MemberOf;
template <class C, class M>
struct MemberOf<M C::*> {
  using Class = C;
  using Type = M;
};

// Takes the class as a parameter too: g++ 12 gives a function whose only parameter is a pointer to
// a member external linkage even where the class has none, and the linker would take the Options
// of one file for those of another.
template <class C, auto Pointer>
const void* member_of(const void* object) {
  return &(static_cast<const C*>(object)->*Pointer);
}

// One row: field<&Job::command>("command", Access::kMutable, "What to run.", {.required = true})
template <auto Pointer>
constexpr Field field(std::string_view name, Access access, std::string_view doc,
                      Options options = {}) {
  using C = typename MemberOf<decltype(Pointer)>::Class;
  using M = typename MemberOf<decltype(Pointer)>::Type;
  return Field{name,
               OpsOf<M>::ops(),
               &member_of<C, Pointer>,
               access,
               doc,
               options.limits,
               options.index,
               options.required};
}

}  // namespace millrace::describe

#include "describe/value_ops.h"  // OpsOf for the value types there are

namespace millrace {
using describe::Access;
using describe::Index;
using describe::word;
}  // namespace millrace
