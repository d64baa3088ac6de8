// Answers of stores, whatever they say: a tree, or words.
#include <cstdint>

#include "base/check.h"
#include "objects/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  const auto root = objects::parse_xml({reinterpret_cast<const char*>(data), size});
  if (!root) CHECK(!root.error().message.empty());
  return 0;
}
