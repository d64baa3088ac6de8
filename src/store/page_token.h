// Opaque page tokens: the sort keys of the last row shown, bound to the query they belong to. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "store/tx.h"

namespace millrace::store {

// `query` is any text that tells two queries apart.
std::string encode_page_token(std::string_view query, const std::vector<SqlValue>& keys);
// kInvalid with the violation under "page_token": broken, of another query, or of another number of
// keys.
Result<std::vector<SqlValue>> decode_page_token(std::string_view query, const std::string& token,
                                                std::size_t keys);

}  // namespace millrace::store
