#include "domain/copy_name.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::domain {
namespace {

constexpr int kMostTries = 1000;

// The last character goes, all of its bytes.
void drop_last(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

Result<std::string> copy_name(store::ReadTx& tx, const resource::Kind& kind,
                              const resource::Object& source) {
  for (int nth = 1; nth <= kMostTries; ++nth) {
    const std::string suffix = nth == 1 ? "-copy" : fmt::format("-copy-{}", nth);
    std::string name = source.name;
    while (base::utf8_length(name) + suffix.size() > kind.name_limits.max_length) drop_last(name);
    name += suffix;
    const auto taken = store::ObjectTable::of(kind).get_by_name(tx, source.workspace, name);
    if (taken) continue;
    if (taken.error().code == ErrorCode::kNotFound) return name;
    return taken.error();
  }
  return base::invalid_field("name", "say how the copy is to be called: there are many already");
}

}  // namespace millrace::domain
