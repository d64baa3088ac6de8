#include "rows/publish.h"

#include "crypto/hash.h"

namespace millrace::rows {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

// Only an order that people make decides whether a row is trained on: others need no look.
bool is_read(const Template& of, const Row& row) {
  if (!of.format) return false;
  if (*of.format != text::DatasetFormat::kPreference) return true;
  const auto data = json::parse(row.data, {.max_bytes = row.data.size()});
  return data && is_trained_on(of, *data);
}

}  // namespace

Result<PublishedRows> write_training_file(io::FileSystem& files, const Template& of,
                                          const RowSet& rows, const std::string& path) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kCreate, 0644));
  TRY(file->truncate(0));
  PublishedRows out;
  crypto::Hasher hasher;
  std::string lines, hashed;
  TRY(rows.scan(1, [&](const Row& row) -> Result<Flow> {
    ++out.rows;
    hashed += row.data + "\n" + row.marks + "\n";
    if (hashed.size() >= kPiece) {
      hasher.update(hashed);
      hashed.clear();
    }
    if (!is_read(of, row)) return Flow::kGoOn;
    ++out.trained_rows;
    lines += row.data + "\n";
    if (lines.size() < kPiece) return Flow::kGoOn;
    TRY(file->append(lines));
    lines.clear();
    return Flow::kGoOn;
  }));
  TRY(file->append(lines));
  TRY(file->sync());
  TRY(files.sync_directory(path.substr(0, path.rfind('/'))));
  hasher.update(hashed);
  out.sha256 = hasher.finish_hex();
  out.counts = rows.counts();
  return out;
}

}  // namespace millrace::rows
