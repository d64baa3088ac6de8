// Text that ends where a stop string begins. What may become one is held back, nothing else; where
// the text is cut into pieces does not matter: the string that is complete first ends it. One
// thread's.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::infer {

class StopText {
 public:
  explicit StopText(std::vector<std::string> stops);  // none of them empty

  std::string push(std::string_view piece);  // what may be shown by now; nothing after the end
  std::string finish();                      // what was held back, if no stop string came
  const std::optional<std::string>& matched() const { return matched_; }

 private:
  const std::vector<std::string> stops_;
  std::string held_;
  std::optional<std::string> matched_;
};

}  // namespace millrace::infer
