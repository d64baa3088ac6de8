// Which fields of a kind a table shows, and how: those that the kind lists, else found from the
// field table and from what the objects hold, so that a new kind has a fitting table without a line
// here. Pure.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/table.h"
#include "json/value.h"
#include "resource/object.h"

namespace millrace::cli {

// `wanted`: fields to show instead (--columns), or parts of them ("progress.eta_s"); or empty.
// `now`: what has begun and not ended has lasted until then.
TextTable object_table(const resource::Kind* kind, std::span<const json::Value> objects,
                       const std::vector<std::string>& wanted, base::Time now);
// One value for people: sizes with units, durations, times without fractions; lists joined.
std::string cell(std::string_view field, const json::Value* value);
std::string human_bytes(std::int64_t bytes);
std::string human_duration(std::int64_t ms);

}  // namespace millrace::cli
