#include "control/run_records.h"

#include <unistd.h>

#include "base/log.h"
#include "base/strings.h"
#include "domain/planners.h"

namespace millrace::control {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostWords = 600;

// "" when there is no such file (yet).
std::string read_output(runtime::Runtime& runtime, const std::string& run_id,
                        const std::string& file) {
  const auto fd = runtime.open_output(run_id, file);
  if (!fd) return "";
  std::string bytes(kMostBytes, '\0');
  const ssize_t got = ::pread(fd->get(), bytes.data(), bytes.size(), 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

// "" for kinds whose engine writes none.
std::string record_bytes(runtime::Runtime& runtime, const resource::Run& run) {
  const resource::Kind* kind = resource::find_kind(run.workload_kind);
  const domain::Planner* planner = kind ? domain::planner_of(*kind) : nullptr;
  if (planner == nullptr || planner->record_file.empty()) return "";
  return read_output(runtime, run.id, std::string(planner->record_file));
}

}  // namespace

std::string engine_words(runtime::Runtime& runtime, const resource::Run& run) {
  const auto record = json::parse(record_bytes(runtime, run));
  if (!record) return "";
  std::string words = record->string_or("error", "");
  if (words.size() > kMostWords) words = base::to_valid_utf8(words.substr(0, kMostWords)) + "…";
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return words;
}

void RunRecords::look_at(const resource::Run& run) {
  std::string bytes = record_bytes(runtime_, run);
  if (bytes.empty() || seen_[run.id] == bytes) return;
  // The run wrote it: it may be anything.
  const auto record = json::parse(bytes);
  seen_[run.id] = std::move(bytes);
  if (!record || record->as_object() == nullptr) return;
  const auto done = store_.write(
      [&](store::Tx& tx) { return domain::record_plan_and_fact(tx, run.id, *record); });
  if (!done)
    log_warning("progress", "what the engine wrote could not be kept",
                {{"run", run.id}, {"error", done.error().to_string()}});
}

}  // namespace millrace::control
