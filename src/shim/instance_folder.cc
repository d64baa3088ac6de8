#include "shim/instance_folder.h"

#include "json/value.h"

namespace millrace::describe {
using shim::Heartbeat;
namespace {
constexpr Field kHeartbeatFields[] = {
    field<&Heartbeat::phase>("phase", Access::kMutable, "preparing, running, stopping."),
    field<&Heartbeat::started_at_ms>("started_at_ms", Access::kMutable, "Wall clock at exec."),
    field<&Heartbeat::at_ms>("at_ms", Access::kMutable, "Wall clock of this beat."),
    field<&Heartbeat::running_ms>("running_ms", Access::kMutable, "Milliseconds since exec.")};
constexpr Table kHeartbeat{kHeartbeatFields};
}  // namespace
const Table& Described<Heartbeat>::get() {
  return kHeartbeat;
}
}  // namespace millrace::describe

namespace millrace::shim {
namespace {

using describe::Described;
using describe::View;

// Both records live in files of this size from the start.
constexpr std::size_t kRecordBytes = 4096;

template <class T>
std::string to_text(const T& value) {
  return json::dump(describe::encode(Described<T>::get(), View::kSpec, &value)) + "\n";
}

template <class T>
Result<T> from_text(std::string_view text) {
  TRY_ASSIGN(const json::Value document, json::parse(text));
  T value;
  describe::decode_stored(Described<T>::get(), document, &value);
  return value;
}

template <class T>
std::optional<T> from_record(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto value = from_text<T>(text);
  if (!value) return std::nullopt;  // cut by a power failure: as if it had not been written
  return *std::move(value);
}

}  // namespace

Result<void> InstanceFolder::write(const protocol::InstanceSpec& spec, const ShimPlan& plan) const {
  TRY(io::replace_file(fs_, at("plan.json"), to_text(plan), 0600));
  return io::replace_file(fs_, at("spec.json"), to_text(spec), 0600);
}

Result<protocol::InstanceSpec> InstanceFolder::spec() const {
  TRY_ASSIGN(const std::string text, io::read_file(fs_, at("spec.json")));
  return from_text<protocol::InstanceSpec>(text);
}

Result<ShimPlan> InstanceFolder::plan() const {
  TRY_ASSIGN(const std::string text, io::read_file(fs_, at("plan.json")));
  return from_text<ShimPlan>(text);
}

Result<void> InstanceFolder::set_desired(Desired desired) const {
  return io::replace_file(fs_, at("desired"), desired == Desired::kStop ? "stop\n" : "run\n", 0600);
}

Result<Desired> InstanceFolder::desired() const {
  const auto text = io::read_file(fs_, at("desired"), 64);
  if (text) return *text == "stop\n" ? Desired::kStop : Desired::kRun;
  if (text.error().code == ErrorCode::kNotFound) return Desired::kRun;
  return text.error();
}

Result<void> InstanceFolder::preallocate() const {
  for (const char* name : {"exit", "heartbeat"}) {
    TRY_ASSIGN(const auto file, fs_.open(at(name), io::FileSystem::Open::kCreate, 0600));
    TRY(file->write_at(0, std::string(kRecordBytes, '\0')));
    TRY(file->sync());
  }
  return fs_.sync_directory(path_);
}

// One write of a whole record: a reader sees the old or the new.
Result<void> InstanceFolder::write_record(const std::string& name, std::string text) const {
  CHECK(text.size() <= kRecordBytes);
  text.resize(kRecordBytes, '\0');
  TRY_ASSIGN(const auto file, fs_.open(at(name), io::FileSystem::Open::kReadWrite));
  return file->write_at(0, text);
}

std::string InstanceFolder::read_record(const std::string& name) const {
  auto text = io::read_file(fs_, at(name), kRecordBytes);
  if (!text) return {};
  return text->substr(0, text->find('\0'));
}

Result<void> InstanceFolder::write_heartbeat(const Heartbeat& beat) const {
  return write_record("heartbeat", to_text(beat));
}

std::optional<Heartbeat> InstanceFolder::heartbeat() const {
  return from_record<Heartbeat>(read_record("heartbeat"));
}

Result<void> InstanceFolder::write_exit(const protocol::ExitRecord& record) const {
  protocol::ExitRecord short_enough = record;
  // A character may be written as six ("\u001b"): what is left always fits.
  if (short_enough.start_error.size() > 600) short_enough.start_error.resize(600);
  TRY(write_record("exit", to_text(short_enough)));
  TRY_ASSIGN(const auto file, fs_.open(at("exit"), io::FileSystem::Open::kReadWrite));
  return file->sync();
}

std::optional<protocol::ExitRecord> InstanceFolder::exit() const {
  return from_record<protocol::ExitRecord>(read_record("exit"));
}

}  // namespace millrace::shim
