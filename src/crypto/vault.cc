#include "crypto/vault.h"

#include <openssl/evp.h>

#include <memory>

#include "base/encode.h"
#include "base/strings.h"

namespace millrace::crypto {
namespace {

constexpr std::size_t kKey = 32, kNonce = 12, kTag = 16;
constexpr std::string_view kFormat = "sealed1:";

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string random(std::size_t size, Rng& rng) {
  std::string out(size, '\0');
  rng.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

Error not_ours() {
  return fail(ErrorCode::kCorrupt,
              "a stored secret cannot be read: it was sealed with another secret.key; put that "
              "file back, or set the secret again");
}

}  // namespace

Result<Vault> Vault::open(io::FileSystem& files, const std::string& path, Rng& rng) {
  if (!io::exists(files, path))
    TRY(io::replace_file(files, path, base::to_hex(random(kKey, rng)) + "\n", 0600));
  TRY_ASSIGN(const std::string text, io::read_file(files, path, 4 << 10));
  auto key = base::from_hex(base::trim(text));
  if (!key || key->size() != kKey)
    return fail(ErrorCode::kCorrupt,
                path + " does not hold a key of 64 hexadecimal digits: put the right file back");
  return Vault(std::move(*key));
}

std::string Vault::seal(std::string_view secret, Rng& rng) const {
  const std::string nonce = random(kNonce, rng);
  std::string sealed(secret.size(), '\0'), tag(kTag, '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0, rest = 0;
  CHECK(context != nullptr &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(nonce)) ==
            1 &&
        EVP_EncryptUpdate(context.get(), bytes(sealed), &size, bytes(secret),
                          static_cast<int>(secret.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), bytes(tag), &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTag, tag.data()) == 1);
  return std::string(kFormat) + base::to_base64(nonce + sealed + tag);
}

Result<std::string> Vault::open(std::string_view sealed) const {
  if (!sealed.starts_with(kFormat)) return not_ours();
  const auto raw = base::from_base64(sealed.substr(kFormat.size()));
  if (!raw || raw->size() < kNonce + kTag) return not_ours();
  const std::string_view all(*raw);
  const std::string_view body = all.substr(kNonce, all.size() - kNonce - kTag);
  std::string tag(all.substr(all.size() - kTag)), out(body.size() + kTag, '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0, rest = 0;
  const bool good =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(all)) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes(out), &size, bytes(body),
                        static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes(out) + size, &rest) == 1;
  if (!good) return not_ours();
  out.resize(body.size());
  return out;
}

}  // namespace millrace::crypto
