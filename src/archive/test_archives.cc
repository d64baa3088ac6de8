#include "archive/test_archives.h"

#include <fmt/core.h>
#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "archive/path_rules.h"

namespace millrace::archive {
namespace {

void put(std::string& block, std::size_t at, std::string_view text) {
  block.replace(at, text.size(), text);
}

void little(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint32_t crc(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
                                            static_cast<uInt>(bytes.size())));
}

}  // namespace

std::string tar(std::initializer_list<TarEntry> entries) {
  std::string out;
  for (const auto& e : entries) {
    std::string block(512, '\0');
    put(block, 0, e.name.substr(0, 100));
    put(block, 100, fmt::format("{:07o}", e.mode));
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, fmt::format("{:011o}", e.data.size()));
    put(block, 136, "00000000000");
    put(block, 148, "        ");
    block[156] = e.type;
    put(block, 157, e.link.substr(0, 100));
    put(block, 257, std::string_view("ustar\00000", 8));
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    put(block, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    out += block + e.data;
    out.append((512 - e.data.size() % 512) % 512, '\0');
  }
  return out.append(1024, '\0');
}

std::string zip(std::initializer_list<std::pair<std::string, std::string>> files) {
  std::string out, central;
  for (const auto& [name, data] : files) {
    const auto offset = static_cast<std::uint32_t>(out.size());
    std::string shared;
    for (const std::uint32_t field : {20U, 0U, 0U, 0U, 0U}) little(shared, field, 2);
    little(shared, crc(data), 4);
    little(shared, static_cast<std::uint32_t>(data.size()), 4);
    little(shared, static_cast<std::uint32_t>(data.size()), 4);
    little(shared, static_cast<std::uint32_t>(name.size()), 2);
    little(shared, 0, 2);
    out += "PK\3\4" + shared + name + data;
    central += std::string("PK\1\2\x14\0", 6) + shared;
    for (int i = 0; i < 3; ++i) little(central, 0, 2);
    little(central, 0100644U << 16, 4);
    little(central, offset, 4);
    central += name;
  }
  const auto at = static_cast<std::uint32_t>(out.size());
  out += central + "PK\5\6";
  little(out, 0, 4);
  little(out, static_cast<std::uint32_t>(files.size()), 2);
  little(out, static_cast<std::uint32_t>(files.size()), 2);
  little(out, static_cast<std::uint32_t>(central.size()), 4);
  little(out, at, 4);
  little(out, 0, 2);
  return out;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  CHECK(::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

std::string xz(std::string_view bytes) {
  std::string out(::lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  CHECK(::lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr,
                                  reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                  reinterpret_cast<std::uint8_t*>(out.data()), &size,
                                  out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}

std::string greedy_xz(std::string_view bytes) {
  std::string out = xz(bytes);
  constexpr std::size_t kBlock = 12;  // behind the stream's header
  const std::size_t size = (static_cast<std::size_t>(out[kBlock]) + 1) * 4;
  const auto filter = out.find("\x21\x01", kBlock);
  CHECK(filter < kBlock + size);
  out[filter + 2] = 38;
  std::string sum;
  little(sum, crc(std::string_view(out).substr(kBlock, size - 4)), 4);
  put(out, kBlock + size - 4, sum);
  return out;
}

Result<void> MemoryTree::folder(const std::string& path) {
  CHECK(*clean_path(path) == path && !path.empty());
  entries[path + "/"] = "";
  return {};
}

Result<void> MemoryTree::open_file(const std::string& path, Mode mode) {
  CHECK(*clean_path(path) == path && !path.empty());
  CHECK(open_.empty() && !entries.contains(path));
  open_ = path;
  entries[path] = mode == Mode::kExecutable ? "x:" : "";
  return {};
}

Result<void> MemoryTree::write(std::string_view bytes) {
  CHECK(!open_.empty());
  entries[open_] += bytes;
  return {};
}

Result<void> MemoryTree::close_file() {
  CHECK(!open_.empty());
  open_.clear();
  return {};
}

Result<void> MemoryTree::link(const std::string& path, const std::string& target) {
  CHECK(*clean_path(path) == path && !path.empty());
  CHECK(!entries.contains(path));
  CHECK(!target.starts_with('/'));
  entries[path] = "→" + target;
  return {};
}

}  // namespace millrace::archive
