// The lines of a backup file: a header, per table a heading and its rows, an end with the checksum.
// Used by backup.cc and restore.cc; one thread.
#pragma once
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "io/file_system.h"
#include "json/value.h"
#include "store/tx.h"

namespace millrace::store {

inline constexpr std::int64_t kBackupFormat = 1;

class BackupWriter {
 public:
  explicit BackupWriter(std::unique_ptr<io::File> file) : file_(std::move(file)) {}
  Result<void> line(const json::Value& value);
  // Writes the last line and waits for the disk; gives the checksum.
  Result<std::string> finish();

 private:
  Result<void> flush();
  std::unique_ptr<io::File> file_;
  std::string buffer_;
  crypto::Hasher hasher_;
};

// Lines from the beginning; the checksum is compared when the last line comes.
class BackupReader {
 public:
  explicit BackupReader(std::unique_ptr<io::File> file) : file_(std::move(file)) {}
  // kCorrupt when the file is cut or damaged; false behind the last line.
  Result<bool> next(json::Value& line);

 private:
  Result<bool> fill();
  std::unique_ptr<io::File> file_;
  std::uint64_t offset_ = 0;
  std::string buffer_;
  std::size_t at_ = 0;
  crypto::Hasher hasher_;
};

json::Value to_json(const SqlValue& value);
SqlValue from_json(const json::Value& value);

// Tables of the database but for the list of migrations, sorted; and a table's columns.
Result<std::vector<std::string>> table_names(ReadTx& tx);
Result<std::vector<std::string>> column_names(ReadTx& tx, const std::string& table);

}  // namespace millrace::store
