#include "net/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include "base/strings.h"

namespace millrace::net {
namespace {

struct Wanted {
  double brotli = 0;
  double gzip = 0;
};

std::optional<std::string> gzip(std::string_view text) {
  z_stream z{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&z, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  std::string out(deflateBound(&z, text.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int rc = deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  if (rc != Z_STREAM_END) return std::nullopt;
  return out;
}

std::optional<std::string> brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  constexpr int kQuality = 5;  // higher ones cost tens of times as long for a few percent
  const auto* in = reinterpret_cast<const std::uint8_t*>(text.data());
  if (BrotliEncoderCompress(kQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(), in,
                            &size, reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE)
    return std::nullopt;
  out.resize(size);
  return out;
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding) {
  Wanted wanted;
  for (const auto part : base::split(accept_encoding, ',')) {
    const std::size_t semicolon = part.find(';');
    const auto word = base::trim(part.substr(0, semicolon));
    double quality = 1;
    if (semicolon != std::string_view::npos) {
      const auto parameter = base::trim(part.substr(semicolon + 1));
      if (parameter.starts_with("q="))
        quality = base::parse_double(parameter.substr(2)).value_or(0);
    }
    if (base::iequals(word, "br")) wanted.brotli = quality;
    if (base::iequals(word, "gzip")) wanted.gzip = quality;
  }
  if (wanted.brotli > 0 && wanted.brotli >= wanted.gzip) return Coding::kBrotli;
  return wanted.gzip > 0 ? Coding::kGzip : Coding::kIdentity;
}

std::string_view coding_word(Coding coding) {
  switch (coding) {
    case Coding::kBrotli:
      return "br";
    case Coding::kGzip:
      return "gzip";
    case Coding::kIdentity:
      break;
  }
  return "identity";
}

std::optional<std::string> compress(std::string_view text, Coding coding) {
  switch (coding) {
    case Coding::kBrotli:
      return brotli(text);
    case Coding::kGzip:
      return gzip(text);
    case Coding::kIdentity:
      break;
  }
  return std::string(text);
}

}  // namespace millrace::net
