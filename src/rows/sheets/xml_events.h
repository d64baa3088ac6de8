// Elements of an XML document as they come, names without their namespaces' prefixes. Documents
// with a DTD are refused: office documents have none, and attacks do. expat is known to
// xml_events.cc only. Used by one thread.
#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace millrace::rows {

class XmlEvents {
 public:
  // Value of an attribute by its local name; empty when there is none.
  using Attribute = std::function<std::string_view(std::string_view name)>;
  struct Handlers {
    std::function<void(std::string_view element, const Attribute& attribute)> begin{};
    std::function<void(std::string_view element)> end{};
    std::function<void(std::string_view text)> text{};
  };
  explicit XmlEvents(Handlers handlers);
  ~XmlEvents();
  XmlEvents(XmlEvents&&) noexcept;

  enum class More { kYes, kNo };  // is this the last piece?
  Result<void> feed(std::string_view piece, More more);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::rows
