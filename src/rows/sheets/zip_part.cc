#include "rows/sheets/zip_part.h"

#include <fmt/core.h>
#include <zip.h>

namespace millrace::rows {

struct ZipFile::State {
  zip_t* archive = nullptr;
  ~State() {
    if (archive != nullptr) zip_discard(archive);
  }
};
struct ZipFile::Part::State {
  zip_file_t* file = nullptr;
  std::string name{};
  std::uint64_t left = 0;
  ~State() {
    if (file != nullptr) zip_fclose(file);
  }
};

namespace {

Error no_archive() {
  return fail(ErrorCode::kInvalid, "the file is no xlsx workbook: it is no zip archive");
}

}  // namespace

ZipFile::ZipFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile& ZipFile::operator=(ZipFile&&) noexcept = default;
ZipFile::~ZipFile() = default;
ZipFile::Part::Part(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipFile::Part::Part(Part&&) noexcept = default;
ZipFile::Part& ZipFile::Part::operator=(Part&&) noexcept = default;
ZipFile::Part::~Part() = default;

Result<ZipFile> ZipFile::open(const std::string& path) {
  auto state = std::make_unique<State>();
  int code = 0;
  state->archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (state->archive == nullptr) return no_archive();
  return ZipFile(std::move(state));
}

Result<ZipFile> ZipFile::open_bytes(std::string_view bytes) {
  auto state = std::make_unique<State>();
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source != nullptr) state->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (state->archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (state->archive == nullptr) return no_archive();
  return ZipFile(std::move(state));
}

Result<ZipFile::Part> ZipFile::part(const std::string& name, std::uint64_t most) const {
  auto state = std::make_unique<Part::State>();
  state->name = name;
  state->left = most;
  if (zip_name_locate(state_->archive, name.c_str(), 0) < 0)
    return fail(ErrorCode::kNotFound, fmt::format("the workbook has no part \"{}\"", name));
  state->file = zip_fopen(state_->archive, name.c_str(), 0);
  if (state->file == nullptr)
    return fail(ErrorCode::kInvalid,
                fmt::format("part \"{}\" of the workbook cannot be read: is it encrypted?", name));
  return Part(std::move(state));
}

Result<std::string> ZipFile::Part::read(std::size_t size) {
  std::string out(size, '\0');
  const zip_int64_t got = zip_fread(state_->file, out.data(), size);
  if (got < 0)
    return fail(ErrorCode::kInvalid,
                fmt::format("part \"{}\" of the workbook is damaged", state_->name));
  out.resize(static_cast<std::size_t>(got));
  if (out.size() > state_->left)
    return fail(ErrorCode::kInvalid,
                fmt::format("part \"{}\" of the workbook is too large", state_->name));
  state_->left -= out.size();
  return out;
}

Result<std::string> ZipFile::whole(const std::string& name, std::uint64_t most) const {
  TRY_ASSIGN(Part part, this->part(name, most));
  std::string out;
  for (;;) {
    TRY_ASSIGN(const std::string piece, part.read(std::size_t{64} << 10));
    if (piece.empty()) return out;
    out += piece;
  }
}

}  // namespace millrace::rows
