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

Result<std::string> free_name(store::ReadTx& tx, const resource::Kind& kind,
                              const std::string& workspace, std::string_view stem,
                              std::string_view behind) {
  for (int nth = 1; nth <= kMostTries; ++nth) {
    const std::string suffix = nth == 1 ? std::string(behind) : fmt::format("{}-{}", behind, nth);
    std::string name(stem);
    while (base::utf8_length(name) + base::utf8_length(suffix) > kind.name_limits.max_length)
      drop_last(name);
    name += suffix;
    const auto taken = store::ObjectTable::of(kind).get_by_name(tx, workspace, name);
    if (taken) continue;
    if (taken.error().code == ErrorCode::kNotFound) return name;
    return taken.error();
  }
  return base::invalid_field("name", "say how it is to be called: there are many already");
}

Result<std::string> copy_name(store::ReadTx& tx, const resource::Kind& kind,
                              const resource::Object& source) {
  return free_name(tx, kind, source.workspace, source.name, "-copy");
}

}  // namespace millrace::domain
