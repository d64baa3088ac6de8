#include "crypto/sealed_text.h"

#include <openssl/evp.h>

#include <memory>

#include "base/check.h"
#include "crypto/hash.h"

namespace millrace::crypto {
namespace {

constexpr int kTag = 16;

struct CloseContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, CloseContext>;

const EVP_CIPHER* cipher() {
  static EVP_CIPHER* const siv = EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr);
  CHECK(siv != nullptr);
  return siv;
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string to_letters(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    out += static_cast<char>('a' + (byte >> 4));
    out += static_cast<char>('a' + (byte & 15));
  }
  return out;
}

std::optional<std::string> from_letters(std::string_view letters) {
  if (letters.size() % 2 != 0 || letters.find_first_not_of("abcdefghijklmnop") != letters.npos)
    return std::nullopt;
  std::string raw;
  for (std::size_t i = 0; i < letters.size(); i += 2)
    raw += static_cast<char>((letters[i] - 'a') << 4 | (letters[i + 1] - 'a'));
  return raw;
}

}  // namespace

TextSeal::TextSeal(std::string_view key)
    : key_(hmac_sha256(key, "millrace text seal 1") + hmac_sha256(key, "millrace text seal 2")) {
  CHECK(!key.empty());
}

std::string TextSeal::seal(std::string_view kind, std::string_view text) const {
  const Context context(EVP_CIPHER_CTX_new());
  std::string tag(kTag, '\0'), sealed(text.size(), '\0');
  int size = 0;
  CHECK(context != nullptr && !text.empty() &&
        EVP_EncryptInit_ex(context.get(), cipher(), nullptr, bytes(key_), nullptr) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, bytes(kind),
                          static_cast<int>(kind.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), bytes(sealed), &size, bytes(text),
                          static_cast<int>(text.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTag, tag.data()) == 1);
  return to_letters(tag + sealed);
}

std::optional<std::string> TextSeal::open(std::string_view kind, std::string_view sealed) const {
  const auto raw = from_letters(sealed);
  if (!raw || raw->size() <= kTag) return std::nullopt;
  const Context context(EVP_CIPHER_CTX_new());
  std::string tag = raw->substr(0, kTag), text(raw->size() - kTag, '\0');
  int size = 0;
  const bool good =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), cipher(), nullptr, bytes(key_), nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, bytes(kind),
                        static_cast<int>(kind.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes(text), &size, bytes(std::string_view(*raw)) + kTag,
                        static_cast<int>(raw->size()) - kTag) == 1;
  if (!good) return std::nullopt;
  return text;
}

}  // namespace millrace::crypto
