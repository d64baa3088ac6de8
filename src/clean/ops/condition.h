// Conditions on the fields of a row, in the part of Python that Data-Juicer's general_field_filter
// knows: and, or, chains of comparisons, names with dots, numbers, texts, True, False, None and
// brackets. A field that is not there makes a comparison false. Constant; thread-safe.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace millrace::clean {

class Condition {
 public:
  // An empty text is the empty condition.
  static Result<Condition> parse(std::string_view text);

  bool empty() const { return root_ == nullptr; }
  bool holds(const json::Object* row) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace millrace::clean
