#include "rows/test_workbook.h"

#include <fmt/core.h>
#include <zip.h>

#include "base/check.h"
#include "io/file_system.h"
#include "io/test_folder.h"
#include "rows/frame.h"
#include "text/unicode/utf8.h"

namespace millrace::rows {
namespace {

constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

std::string reference(std::size_t column, std::size_t row) {
  return fmt::format("{}{}", static_cast<char>('A' + column), row + 1);
}

void put_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>(value >> 8 & 0xFF);
}

void put_record(std::string& out, std::size_t type, std::string_view data) {
  put_u16(out, type);
  put_u16(out, data.size());
  out += data;
}

std::string utf16(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = text::decode_valid(text.data() + at);
    put_u16(out, c.code);  // tests stay in the first plane
    at += c.size;
  }
  return out;
}

void put_begin(std::string& out, std::size_t what) {
  std::string data;
  put_u16(data, 0x600);
  put_u16(data, what);
  data.resize(16);
  put_record(out, 0x809, data);
}

std::string workbook_stream(const Cells& cells) {
  std::string out;
  put_begin(out, 0x5);
  put_record(out, 0x42, std::string_view("\xB0\x04", 2));  // UTF-16
  put_record(out, 0xA, "");
  put_begin(out, 0x10);
  for (std::size_t r = 0; r < cells.size(); ++r)
    for (std::size_t c = 0; c < cells[r].size(); ++c) {
      std::string data;
      put_u16(data, r);
      put_u16(data, c);
      put_u16(data, 0);
      const std::string text = utf16(cells[r][c]);
      put_u16(data, text.size() / 2);
      data += '\1';
      put_record(out, 0x204, data + text);
    }
  put_record(out, 0xA, "");
  return out;
}

void put_entry(std::string& out, std::string_view name, char type, std::uint32_t child,
               std::uint32_t start, std::uint32_t size) {
  std::string entry = utf16(name);
  entry.resize(64);
  put_u16(entry, name.size() * 2 + 2);
  entry += type;
  entry += '\1';
  put_u32(entry, 0xFFFFFFFF);
  put_u32(entry, 0xFFFFFFFF);
  put_u32(entry, child);
  entry.resize(116);
  put_u32(entry, start);
  put_u32(entry, size);
  entry.resize(128);
  out += entry;
}

}  // namespace

std::string workbook_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  const io::TestFolder folder;
  const std::string path = folder / "book";
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &code);
  CHECK(archive != nullptr);
  for (const auto& [name, text] : parts) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    CHECK(source != nullptr && zip_file_add(archive, name.c_str(), source, 0) >= 0);
  }
  CHECK(zip_close(archive) == 0);
  auto bytes = io::read_file(io::system_files(), path);
  CHECK(bytes.has_value());
  return *bytes;
}

std::string new_workbook(const Cells& cells) {
  std::string sheet = fmt::format("<worksheet xmlns=\"{}\"><sheetData>", kMain);
  std::string shared;
  std::size_t count = 0;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    sheet += fmt::format("<row r=\"{}\">", r + 1);
    for (std::size_t c = 0; c < cells[r].size(); ++c) {
      if (cells[r][c].empty()) continue;
      if (r % 2 == 1) {
        shared += fmt::format("<si><t>{}</t><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>",
                              escaped(cells[r][c]));
        sheet += fmt::format("<c r=\"{}\" t=\"s\"><v>{}</v></c>", reference(c, r), count++);
      } else {
        sheet += fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t>{}</t></is></c>", reference(c, r),
                             escaped(cells[r][c]));
      }
    }
    sheet += "</row>";
  }
  sheet += "</sheetData></worksheet>";
  return workbook_of(
      {{"xl/workbook.xml",
        fmt::format("<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets><sheet name=\"a\" "
                    "sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>",
                    kMain, kRelations)},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/first.xml\"/>"
        "</Relationships>"},
       {"xl/sharedStrings.xml", fmt::format("<sst xmlns=\"{}\">{}</sst>", kMain, shared)},
       {"xl/worksheets/first.xml", sheet}});
}

// Sectors of 512 bytes: 0 the allocation table, 1 the folder, from 2 on the stream.
std::string old_workbook(const Cells& cells) {
  constexpr std::size_t kSector = 512;
  std::string stream = workbook_stream(cells);
  stream.resize(std::max<std::size_t>(4096, (stream.size() + kSector - 1) / kSector * kSector));
  const std::size_t sectors = stream.size() / kSector;
  std::string out("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  out.resize(24);
  for (const std::size_t v : {0x3E, 0x3, 0xFFFE, 9, 6}) put_u16(out, v);
  out.resize(44);
  for (const std::uint32_t v : {1U, 1U, 0U, 4096U, 0xFFFFFFFEU, 0U, 0xFFFFFFFEU, 0U, 0U})
    put_u32(out, v);
  while (out.size() < kSector) put_u32(out, 0xFFFFFFFF);
  put_u32(out, 0xFFFFFFFD);
  put_u32(out, 0xFFFFFFFE);
  for (std::size_t i = 0; i < sectors; ++i)
    put_u32(out, i + 1 == sectors ? 0xFFFFFFFE : static_cast<std::uint32_t>(i + 3));
  while (out.size() < 2 * kSector) put_u32(out, 0xFFFFFFFF);
  put_entry(out, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
  put_entry(out, "Workbook", 2, 0xFFFFFFFF, 2, static_cast<std::uint32_t>(stream.size()));
  out.resize(3 * kSector);
  return out + stream;
}

}  // namespace millrace::rows
