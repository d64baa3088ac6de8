// The described table of each section of the configuration: names, limits and words of every
// setting. Constants; thread-safe.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "settings/settings.h"

namespace millrace::settings {

struct Section {
  std::string_view name;
  const describe::Table* table;
  const void* (*at)(const Settings&);
  std::string_view doc;

  void* in(Settings& s) const { return const_cast<void*>(at(s)); }
};
std::span<const Section> sections();
const Section* find_section(std::string_view name);

// How a setting is called outside the file: MILLRACE_SERVER_IO_THREADS and --server-io-threads.
// Those of [server] also go without the section (--io-threads), and --database is database.url.
std::string environment_name(const Section&, const describe::Field&);
std::string flag_name(const Section&, const describe::Field&);

}  // namespace millrace::settings
