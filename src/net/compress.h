// gzip and Brotli of whole texts, and the choice between them by Accept-Encoding. Pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace millrace::net {

enum class Coding { kIdentity, kGzip, kBrotli };
// RFC 9110 §12.5.3, quality values counted; Brotli before gzip when both are as good.
Coding choose_coding(std::string_view accept_encoding);
std::string_view coding_word(Coding coding);  // "br", "gzip", "identity"
std::optional<std::string> compress(std::string_view text,
                                    Coding coding);  // nullopt: memory is short

}  // namespace millrace::net
