#include "clean/pipeline/provenance.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <charconv>
#include <iterator>

#include "base/strings.h"
#include "json/writer.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kMostRawBytes = std::size_t{64} << 10;

std::int64_t characters(std::string_view text) {
  return static_cast<std::int64_t>(base::utf8_length(text));
}

void append_members(std::string& out, std::uint64_t line, json::Writer& writer) {
  fmt::format_to(std::back_inserter(out), "{}\t", line);
  out.append(writer.end_object().text(), 1);
  out += '\n';
}

void begin(json::Writer& w, StepName step, std::string_view action, std::string_view field) {
  w.begin_object();
  w.key("step").integer(static_cast<std::int64_t>(step.step));
  w.key("operator").string(step.name);
  w.key("action").string(action);
  w.key("field").string(field);
}

void span(json::Writer& w, std::int64_t from, std::int64_t to) {
  w.key("span").begin_array().integer(from).integer(to).end_array();
}

void dropped_text(json::Writer& w, std::string_view text) {
  span(w, 0, characters(text));
  w.key("before").string(text);
  w.key("after").null();
}

}  // namespace

void append_edits(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                  std::string_view before, const Edits& edits) {
  std::size_t byte = 0;
  std::int64_t character = 0;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Edit edit = edits[i];
    const std::string_view piece = before.substr(edit.begin, edit.end - edit.begin);
    character += characters(before.substr(byte, edit.begin - byte));
    const std::int64_t from = character;
    character += characters(piece);
    byte = edit.end;
    json::Writer w;
    begin(w, step, "changed", field);
    span(w, from, character);
    w.key("before").string(piece);
    w.key("after").string(edit.after);
    if (!edit.reason.empty()) w.key("reason").string(edit.reason);
    append_members(out, line, w);
  }
}

void append_drop(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                 std::string_view text, const Verdict& verdict) {
  json::Writer w;
  begin(w, step, "dropped", field);
  dropped_text(w, text);
  if (!verdict.stat.empty()) {
    w.key("stat").string(verdict.stat);
    w.key("value").value(verdict.value);
  }
  w.key("reason").string(verdict.reason);
  append_members(out, line, w);
}

void append_duplicate(std::string& out, std::uint64_t line, StepName step, std::string_view field,
                      std::string_view text, const Duplicate& duplicate) {
  json::Writer w;
  begin(w, step, "dropped", field);
  dropped_text(w, text);
  w.key("duplicate_of").integer(static_cast<std::int64_t>(duplicate.row));
  w.key("similarity").raw(fmt::format("{:.4f}", duplicate.similarity));
  w.key("reason").string(duplicate.similarity == 1
                             ? fmt::format("the same as row {}", duplicate.row)
                             : fmt::format("nearly the same as row {}", duplicate.row));
  append_members(out, line, w);
}

void append_rejection(std::string& out, std::uint64_t line, StepName step,
                      std::string_view reason) {
  json::Writer w;
  w.begin_object();
  w.key("step").integer(static_cast<std::int64_t>(step.step));
  w.key("operator").string(step.name);
  w.key("action").string("rejected");
  w.key("reason").string(reason);
  append_members(out, line, w);
}

void append_rejected(std::string& out, std::uint64_t line, std::string_view reason,
                     std::uint64_t bytes, std::string_view raw) {
  json::Writer w;
  w.begin_object();
  w.key("reason").string(reason);
  w.key("bytes").integer(static_cast<std::int64_t>(bytes));
  w.key("raw").string(raw.substr(0, kMostRawBytes));
  append_members(out, line, w);
}

std::optional<ShardRecord> read_shard_record(std::string_view text) {
  ShardRecord record;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), record.line);
  const auto used = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || used >= text.size() || text[used] != '\t') return std::nullopt;
  record.members = text.substr(used + 1);
  return record;
}

void append_record(std::string& out, const ShardRecord& record, std::uint64_t first_row) {
  fmt::format_to(std::back_inserter(out), "{{\"row\":{},", first_row + record.line);
  out += record.members;
  out += '\n';
}

}  // namespace millrace::clean
