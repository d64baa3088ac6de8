#include "store/page_token.h"

#include "base/encode.h"
#include "crypto/hash.h"
#include "json/value.h"

namespace millrace::store {
namespace {

constexpr std::size_t kDigestLength = 16;

std::string digest(std::string_view query) {
  return crypto::sha256_hex(query).substr(0, kDigestLength);
}

Error refused(std::string reason) {
  return base::invalid_field("page_token", std::move(reason));
}

}  // namespace

std::string encode_page_token(std::string_view query, const std::vector<SqlValue>& keys) {
  json::Array values{digest(query)};
  for (const SqlValue& key : keys) {
    if (const auto* i = std::get_if<std::int64_t>(&key))
      values.emplace_back(*i);
    else if (const auto* d = std::get_if<double>(&key))
      values.emplace_back(*d);
    else
      values.emplace_back(std::get<std::string>(key));
  }
  return base::to_base64url(json::dump(json::Value(std::move(values))));
}

Result<std::vector<SqlValue>> decode_page_token(std::string_view query, const std::string& token,
                                                std::size_t keys) {
  const auto text = base::from_base64url(token);
  if (!text) return refused("is not a token this server gave; leave it out to begin again");
  const auto value = json::parse(*text, {.max_depth = 2, .max_bytes = 64 << 10});
  const json::Array* items = value ? value->as_array() : nullptr;
  if (items == nullptr || items->size() != keys + 1)
    return refused("is not a token this server gave; leave it out to begin again");
  const std::string* of = items->front().as_string();
  if (of == nullptr || *of != digest(query))
    return refused(
        "belongs to another query: filter, order_by and the rest must stay the same from page to "
        "page");
  std::vector<SqlValue> values;
  for (std::size_t i = 1; i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    if (const auto* n = item.as_int())
      values.emplace_back(*n);
    else if (const auto* d = item.as_double())
      values.emplace_back(*d);
    else if (const auto* s = item.as_string())
      values.emplace_back(*s);
    else
      return refused("is not a token this server gave; leave it out to begin again");
  }
  return values;
}

}  // namespace millrace::store
