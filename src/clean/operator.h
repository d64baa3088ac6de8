// What a cleaning operator is. A mapper turns a text into edits of it; a filter looks at a row and
// keeps or drops it; a deduplicator needs all rows, and so its engine is apart. Each is made from
// options that a field table describes (describe/), from which forms, checks and documentation
// come. A new one is a file in ops/, its rows in ops/testdata/ and a line in ops/all.cc.
// Operators that were made are constant: any number of threads may use one at once.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "clean/edits.h"
#include "describe/describe.h"
#include "json/value.h"

namespace millrace::text {
class Tokenizer;
}

namespace millrace::clean {

enum class Kind : std::uint8_t { kMapper, kFilter, kDeduplicator };
// The groups of the console: 删除敏感信息, 删除无效字符, 长度过滤; all others are for experts.
enum class Group : std::uint8_t { kSensitive, kInvalid, kLength, kExpert };
// Does a filter need more than the text? Where none does, a row need not become a document.
enum class Reads : std::uint8_t { kText, kFields };
// kStrict: byte for byte what Data-Juicer does, its quirks included. kSane: without the quirks that
// damage text.
enum class Compat : std::uint8_t { kStrict, kSane };

// What operators may need of the world, handed in.
struct Context {
  Compat compat = Compat::kStrict;
  // Key of reversible placeholders; empty: there is none, and asking for them is an error.
  std::string placeholder_key{};
  // A tokenizer by the name in an option (empty: the default one), and a file of words by its path;
  // where one is not set, options that need it are refused.
  std::function<Result<std::shared_ptr<const text::Tokenizer>>(const std::string& name)>
      tokenizer{};
  std::function<Result<std::string>(const std::string& path)> read_file{};
};

class Operator {
 public:
  virtual ~Operator() = default;
};

class Mapper : public Operator {
 public:
  // Adds the edits of `text`, which is valid UTF-8, to `out`, which is empty.
  virtual void map(std::string_view text, Edits& out) const = 0;
};

struct Row {
  std::string_view text;                 // of the field that the operator is for; valid UTF-8
  const json::Object* fields = nullptr;  // the whole row; set where the operator reads kFields
};

struct Verdict {
  bool keep = true;
  std::string_view stat;  // what decided, a constant: "text_len"
  json::Value value{};    // of the stat
  std::string reason{};   // words, where the row is dropped
};

class Filter : public Operator {
 public:
  virtual Verdict judge(const Row& row) const = 0;
};

// An operator before it has options: a row of the list in ops/all.cc.
struct OperatorType {
  std::string_view name;
  Kind kind = Kind::kMapper;
  Group group = Group::kExpert;
  Reads reads = Reads::kText;
  std::string_view doc;
  const describe::Table* options = nullptr;
  // All options with their defaults in.
  json::Value (*complete)(const json::Value& options) = nullptr;
  // kInvalid with every field that is unknown, of the wrong type or out of its limits.
  Result<void> (*check)(const json::Value& options) = nullptr;
  // The same, and what only the operator can see: a pattern that does not compile.
  Result<std::unique_ptr<const Operator>> (*make)(const json::Value& options,
                                                  const Context&) = nullptr;
  // JSON Schema of the options, for forms.
  json::Value (*schema)() = nullptr;
};

// The row for a class made from its options, by its constructor or, where that can fail, by
// `static Result<std::unique_ptr<T>> make(Options, const Context&)`. kFields describes Options.
// Each Options has a name of its own: g++ 12 takes the accessors of fields of equal names in
// unnamed namespaces for one function.
template <class T, class Options, const auto& kFields>
OperatorType operator_type(std::string_view name, Kind kind, Group group, std::string_view doc,
                           Reads reads = Reads::kText) {
  static constexpr describe::Table kTable{kFields};
  static const Options defaults{};
  static constexpr auto kDecode = [](const json::Value& given, Options& options) {
    return describe::decode_strict(kTable, given, describe::Purpose::kCreate, &options, &defaults);
  };
  return {
      .name = name,
      .kind = kind,
      .group = group,
      .reads = reads,
      .doc = doc,
      .options = &kTable,
      .complete =
          [](const json::Value& given) {
            Options options;
            describe::decode_stored(kTable, given, &options);
            return describe::encode(kTable, describe::View::kSpec, &options);
          },
      .check = [](const json::Value& given) -> Result<void> {
        Options options;
        return kDecode(given, options);
      },
      .make = [](const json::Value& given,
                 const Context& context) -> Result<std::unique_ptr<const Operator>> {
        Options options;
        TRY(kDecode(given, options));
        if constexpr (requires { T::make(std::move(options), context); }) {
          TRY_ASSIGN(auto made, T::make(std::move(options), context));
          return std::unique_ptr<const Operator>(std::move(made));
        } else {
          return std::unique_ptr<const Operator>(std::make_unique<T>(std::move(options)));
        }
      },
      .schema = [] { return describe::schema(kTable, describe::SchemaFor::kCreate, &defaults); },
  };
}

}  // namespace millrace::clean
