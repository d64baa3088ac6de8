// CRC-32C (Castagnoli, RFC 3720 appendix B.4) and TensorFlow's masked form of it. Pure functions.
#pragma once
#include <cstdint>
#include <string_view>

namespace millrace::scalars {

std::uint32_t crc32c(std::string_view bytes);
// As stored in TFRecord files: rotated by 15 and shifted by a constant.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace millrace::scalars
