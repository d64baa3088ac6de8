// Whatever the configuration file holds: settings within their limits, or mistakes with words.
#include <cstdint>

#include "io/fake_file_system.h"
#include "settings/load.h"
#include "settings/sections.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  io::FakeFileSystem fs;
  CHECK(io::replace_file(fs, "m.toml", {reinterpret_cast<const char*>(data), size}).has_value());
  const auto loaded = settings::load(fs, {{"--config", "m.toml"}, {}});
  if (!loaded) {
    CHECK(!loaded.error().message.empty());
    return 0;
  }
  for (const auto& section : settings::sections()) {
    describe::Problems problems;
    describe::check_all(*section.table, section.at(loaded->settings), "", problems);
    CHECK(problems.empty());
  }
  CHECK(!settings::show(*loaded).empty());
  return 0;
}
