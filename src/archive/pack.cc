#include "archive/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "archive/directory_tree.h"
#include "archive/path_rules.h"
#include "archive/tree_walk.h"
#include "archive/utf8_locale.h"

namespace millrace::archive {
namespace {

constexpr std::size_t kPiece = 192 << 10;

struct Release {
  void operator()(::archive* a) const { ::archive_write_free(a); }
  void operator()(::archive_entry* e) const { ::archive_entry_free(e); }
};

Error broken(::archive* writer) {
  const char* words = ::archive_error_string(writer);
  return fail(ErrorCode::kInternal, std::string("packing failed: ") + (words ? words : "unknown"));
}

la_ssize_t collect(::archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

struct Packer::State {
  io::Fd root;
  std::vector<TreeEntry> entries;
  std::size_t position = 0;  // the entry that is next, or whose bytes are going out
  io::Fd file;               // of that entry, once begun
  std::uint64_t left = 0;    // bytes of it still to go
  std::string out;
  bool done = false;
  std::unique_ptr<::archive, Release> writer;  // last: its release still writes to `out`

  Result<void> begin(const TreeEntry& entry) {
    const std::unique_ptr<::archive_entry, Release> header(::archive_entry_new());
    ::archive_entry_set_pathname(header.get(), entry.path.c_str());
    ::archive_entry_set_mtime(header.get(), entry.modified_s, 0);
    switch (entry.type) {
      case TreeEntry::Type::kFolder:
        ::archive_entry_set_filetype(header.get(), AE_IFDIR);
        ::archive_entry_set_perm(header.get(), 0755);
        break;
      case TreeEntry::Type::kLink:
        ::archive_entry_set_filetype(header.get(), AE_IFLNK);
        ::archive_entry_set_perm(header.get(), 0777);
        ::archive_entry_set_symlink(header.get(), entry.target.c_str());
        break;
      case TreeEntry::Type::kFile: {
        TRY_ASSIGN(file, open_below(root.get(), entry.path, O_RDONLY | O_NONBLOCK));
        ::archive_entry_set_filetype(header.get(), AE_IFREG);
        ::archive_entry_set_perm(header.get(), entry.executable ? 0755 : 0644);
        ::archive_entry_set_size(header.get(), static_cast<la_int64_t>(entry.size));
        left = entry.size;
        break;
      }
    }
    if (::archive_write_header(writer.get(), header.get()) < ARCHIVE_WARN)
      return broken(writer.get());
    return {};
  }

  Result<void> copy_some() {
    std::array<char, 65536> buffer{};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
    ssize_t n = 0;
    do {
      n = ::read(file.get(), buffer.data(), wanted);
    } while (n < 0 && errno == EINTR);
    if (n < 0) return base::from_errno(errno, "read " + shown(entries[position].path));
    const std::size_t take = n > 0 ? static_cast<std::size_t>(n) : wanted;  // shrunk: the zeros
    if (::archive_write_data(writer.get(), buffer.data(), take) < 0) return broken(writer.get());
    left -= take;
    return {};
  }

  Result<void> step() {
    if (left > 0)
      TRY(copy_some());
    else if (file)
      file.reset(), ++position;
    else if (position < entries.size()) {
      // A file that vanished since the walk is left out; whatever else fails ends the archive.
      auto begun = begin(entries[position]);
      if (!begun && begun.error().code != ErrorCode::kNotFound) return begun;
      if (!file) ++position;
    } else {
      done = true;
      if (::archive_write_close(writer.get()) != ARCHIVE_OK) return broken(writer.get());
    }
    return {};
  }
};

Packer::Packer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Packer::~Packer() = default;

Result<std::unique_ptr<Packer>> Packer::open(const std::string& folder, PackFormat format) {
  io::Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return base::from_errno(errno, "open " + folder);
  return open(std::move(fd), format);
}

Result<std::unique_ptr<Packer>> Packer::open(io::Fd folder, PackFormat format) {
  auto state = std::make_unique<State>();
  state->root = std::move(folder);
  TRY_ASSIGN(state->entries, walk_tree(state->root.get()));
  const Utf8Locale locale;
  state->writer.reset(::archive_write_new());
  ::archive* writer = state->writer.get();
  if (format == PackFormat::kZip) {
    ::archive_write_set_format_zip(writer);
    ::archive_write_set_options(writer, "zip:hdrcharset=UTF-8");
  } else {
    ::archive_write_set_format_pax_restricted(writer);
    ::archive_write_add_filter_gzip(writer);
    ::archive_write_set_options(writer, "gzip:!timestamp,gzip:compression-level=4");
  }
  ::archive_write_set_bytes_in_last_block(writer, 1);
  if (::archive_write_open(writer, &state->out, nullptr, &collect, nullptr) != ARCHIVE_OK)
    return broken(writer);
  return std::unique_ptr<Packer>(new Packer(std::move(state)));
}

Result<std::string> Packer::next() {
  const Utf8Locale locale;
  while (!state_->done && state_->out.size() < kPiece) TRY(state_->step());
  return std::exchange(state_->out, {});
}

}  // namespace millrace::archive
