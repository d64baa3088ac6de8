#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <climits>
#include <string>

namespace millrace::net {

struct TlsContext::State {
  SSL_CTX* ssl = nullptr;
  ~State() { SSL_CTX_free(ssl); }
};

namespace {

std::string last_error() {
  char text[256] = "unknown error";
  if (const unsigned long code = ERR_get_error(); code != 0)
    ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return text;
}

// write(2) inside OpenSSL raises SIGPIPE; the process ignores it, see Server::start.
class TlsStream final : public Stream {
 public:
  TlsStream(SSL* ssl, io::Fd socket) : ssl_(ssl), socket_(std::move(socket)) {}
  ~TlsStream() override { SSL_free(ssl_); }
  int fd() const override { return socket_.get(); }

  IoResult handshake() override {
    ERR_clear_error();
    return done(SSL_accept(ssl_));
  }
  IoResult read(std::span<char> into) override {
    ERR_clear_error();
    return done(SSL_read(ssl_, into.data(), length(into.size())));
  }
  IoResult write(std::span<const iovec> pieces) override {
    IoResult total{IoResult::Kind::kDone};
    for (const iovec& piece : pieces) {
      std::size_t at = 0;
      while (at < piece.iov_len) {
        ERR_clear_error();
        const char* from = static_cast<const char*>(piece.iov_base) + at;
        const IoResult one = done(SSL_write(ssl_, from, length(piece.iov_len - at)));
        if (one.kind != IoResult::Kind::kDone) return total.bytes > 0 ? total : one;
        at += one.bytes;
        total.bytes += one.bytes;
      }
    }
    return total;
  }
  void shutdown_write() override {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_) != 0) SSL_shutdown(ssl_);
    ERR_clear_error();
    ::shutdown(socket_.get(), SHUT_WR);
  }
  bool short_read_means_empty() const override { return false; }

 private:
  static int length(std::size_t n) { return static_cast<int>(n > INT_MAX ? INT_MAX : n); }
  IoResult done(int n) {
    if (n > 0) return {IoResult::Kind::kDone, static_cast<std::size_t>(n)};
    switch (SSL_get_error(ssl_, n)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE:
        return {IoResult::Kind::kWouldBlock};
      case SSL_ERROR_ZERO_RETURN:
        return {IoResult::Kind::kClosed};
      default:
        ERR_clear_error();
        return {IoResult::Kind::kFailed};
    }
  }

  SSL* ssl_;
  io::Fd socket_;
};

}  // namespace

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

Result<std::unique_ptr<TlsContext>> TlsContext::load(const TlsFiles& files) {
  auto state = std::make_unique<State>();
  state->ssl = SSL_CTX_new(TLS_server_method());
  if (state->ssl == nullptr) return fail(ErrorCode::kInternal, "OpenSSL: " + last_error());
  SSL_CTX_set_min_proto_version(state->ssl, TLS1_2_VERSION);
  SSL_CTX_set_options(state->ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                      SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(state->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                   SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file(state->ssl, files.certificate_chain.c_str()) != 1)
    return fail(ErrorCode::kInvalid, "cannot use the certificate chain " + files.certificate_chain +
                                         " (PEM expected): " + last_error());
  if (SSL_CTX_use_PrivateKey_file(state->ssl, files.private_key.c_str(), SSL_FILETYPE_PEM) != 1)
    return fail(ErrorCode::kInvalid,
                "cannot use the private key " + files.private_key +
                    " (PEM expected, fitting the certificate): " + last_error());
  return std::unique_ptr<TlsContext>(new TlsContext(std::move(state)));
}

std::unique_ptr<Stream> TlsContext::serve(io::Fd socket) const {
  SSL* ssl = SSL_new(state_->ssl);
  if (ssl == nullptr) return nullptr;
  SSL_set_fd(ssl, socket.get());
  SSL_set_accept_state(ssl);
  return std::make_unique<TlsStream>(ssl, std::move(socket));
}

}  // namespace millrace::net
