#include "store/backup_format.h"

#include <fmt/core.h>

namespace millrace::store {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kLongestLine = std::size_t{64} << 20;

Error damaged(std::string_view why) {
  return fail(ErrorCode::kCorrupt, fmt::format("the backup {}: nothing was restored from it", why));
}

}  // namespace

Result<void> BackupWriter::flush() {
  hasher_.update(buffer_);
  TRY(file_->append(buffer_));
  buffer_.clear();
  return {};
}

Result<void> BackupWriter::line(const json::Value& value) {
  buffer_ += json::dump(value);
  buffer_ += '\n';
  if (buffer_.size() >= kChunk) TRY(flush());
  return {};
}

Result<std::string> BackupWriter::finish() {
  TRY(flush());
  std::string sum = hasher_.finish_hex();
  TRY(file_->append(json::dump(json::Object{{"end", json::Object{{"sha256", sum}}}}) + "\n"));
  TRY(file_->sync());
  return sum;
}

Result<bool> BackupReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  if (buffer_.size() > kLongestLine) return damaged("has a line without end");
  TRY_ASSIGN(const std::string more, file_->read_at(offset_, kChunk));
  offset_ += more.size();
  buffer_ += more;
  return !more.empty();
}

Result<bool> BackupReader::next(json::Value& line) {
  std::size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos) {
    TRY_ASSIGN(const bool more, fill());
    if (!more) return damaged("is cut short");
    end = buffer_.find('\n', at_);
  }
  const std::string_view text = std::string_view(buffer_).substr(at_, end + 1 - at_);
  auto parsed = json::parse(text.substr(0, text.size() - 1));
  if (!parsed) return damaged("has a line that is no JSON");
  const json::Value* last = parsed->find("end");
  if (last == nullptr) hasher_.update(text);
  at_ = end + 1;
  line = std::move(*parsed);
  if (last == nullptr) return true;
  if (line.find("end")->string_or("sha256", "") != hasher_.finish_hex())
    return damaged("does not match its checksum");
  TRY_ASSIGN(const bool more, fill());
  if (more || at_ < buffer_.size()) return damaged("goes on behind its end");
  return false;
}

json::Value to_json(const SqlValue& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
  if (const auto* d = std::get_if<double>(&value)) return *d;
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  return nullptr;
}

SqlValue from_json(const json::Value& value) {
  if (const auto* i = value.as_int()) return *i;
  if (const auto* d = value.as_double()) return *d;
  if (const auto* s = value.as_string()) return *s;
  return {};
}

Result<std::vector<std::string>> table_names(ReadTx& tx) {
  std::vector<std::string> names;
  TRY(tx.query(
      tx.dialect() == Dialect::kSqlite
          ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name <> 'schema_migration' ORDER BY name"
          : "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = "
            "current_schema() "
            "AND table_name <> 'schema_migration' ORDER BY 1",
      {}, [&](const Row& row) -> Result<void> {
        names.push_back(row.text(0));
        return {};
      }));
  return names;
}

Result<std::vector<std::string>> column_names(ReadTx& tx, const std::string& table) {
  std::vector<std::string> names;
  TRY(tx.query(tx.dialect() == Dialect::kSqlite
                   ? "SELECT name FROM pragma_table_info(?) ORDER BY cid"
                   : "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE "
                     "table_schema = current_schema() "
                     "AND table_name = ? ORDER BY ordinal_position",
               {table}, [&](const Row& row) -> Result<void> {
                 names.push_back(row.text(0));
                 return {};
               }));
  return names;
}

}  // namespace millrace::store
