#include "tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <new>
#include <utility>

#include "authority.hpp"
#include "certificate_error.hpp"
#include "model/memory.hpp"

namespace coffer {
namespace {

// Adds the certificates of the trusted file.
void load_file(X509_STORE* store, const TrustStore& trust) {
  if (trust.file.empty()) {
    if (!trust.directory.empty()) return;
    if (X509_STORE_load_file(store, X509_get_default_cert_file()) == 1) return;
    X509_STORE_load_file(store, "/etc/ssl/certs/ca-certificates.crt");
  } else {
    const std::unique_ptr<BIO, void (*)(BIO*)> content(
        BIO_new_mem_buf(trust.content.data(), static_cast<int>(trust.content.size())),
        BIO_free_all);
    while (X509* const each = PEM_read_bio_X509_AUX(content.get(), nullptr, nullptr, nullptr)) {
      X509_STORE_add_cert(store, each);
      X509_free(each);
    }
  }
}

SSL* connection_of(X509_STORE_CTX* verification) {
  return static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

[[noreturn]] void throw_failure(unsigned long error) {
  require_memory();
  switch (ERR_GET_REASON(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      throw Error(ErrorKind::tls, "the port does not speak TLS", "check the base URL's port");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      throw Error(ErrorKind::tls, "the server offers no acceptable version of TLS");
    default: {
      const char* const text = ERR_reason_error_string(error);
      throw Error(ErrorKind::tls, fmt::format("the TLS handshake failed: {}",
                                              text != nullptr ? text : "unknown reason"));
    }
  }
}

}  // namespace

SSL_CTX* TlsContext::get() {
  std::call_once(once_, [this] {
    context_ = {SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    SSL_CTX* const context = context_.get();
    if (context == nullptr) return;
    // OpenSSL's configuration file holds where it is stricter than this, but may not loosen it.
    SSL_CTX_set_min_proto_version(
        context, std::max<long>(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION));
    SSL_CTX_set_security_level(context, std::max(SSL_CTX_get_security_level(context), 2));
    X509_STORE* const store = SSL_CTX_get_cert_store(context);
    const bool is_system = trust_.file.empty() && trust_.directory.empty();
    const char* const directory =
        is_system ? X509_get_default_cert_dir() : trust_.directory.c_str();
    if (*directory != '\0') X509_STORE_load_path(store, directory);
    SSL_CTX_set_app_data(context, this);
    X509_STORE_set_get_issuer(store, find_issuer);
  });
  if (!context_) {
    require_memory();
    throw Error(ErrorKind::tls, "the TLS library cannot be set up",
                "look at OpenSSL's configuration file");
  }
  return context_.get();
}

// OpenSSL's own lookup in files reads them again for every certificate of a chain, and takes no
// lock.
int TlsContext::find_issuer(X509** issuer, X509_STORE_CTX* verification, X509* certificate) {
  const int found = X509_STORE_CTX_get1_issuer(issuer, verification, certificate);
  if (found != 0) return found;
  const SSL_CTX* const context = SSL_get_SSL_CTX(connection_of(verification));
  auto* const self = static_cast<TlsContext*>(SSL_CTX_get_app_data(context));
  std::call_once(self->file_once_,
                 [&] { load_file(SSL_CTX_get_cert_store(context), self->trust_); });
  return X509_STORE_CTX_get1_issuer(issuer, verification, certificate);
}

TlsStream::TlsStream(TlsContext& context, TcpStream tcp, std::string host, const WaitLimit& limit)
    : trust_(context.trust()),
      tcp_(std::move(tcp)),
      host_(std::move(host)),
      connection_(SSL_new(context.get()), SSL_free) {
  SSL* const connection = connection_.get();
  BIO* const received = BIO_new(BIO_s_mem());
  BIO* const to_send = BIO_new(BIO_s_mem());
  if (connection == nullptr || received == nullptr || to_send == nullptr) {
    BIO_free(received);
    BIO_free(to_send);
    throw std::bad_alloc();
  }
  SSL_set_bio(connection, received, to_send);

  SSL_set_hostflags(connection,
                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  bool is_set = SSL_set1_host(connection, host_.c_str()) == 1;
  if (!is_address(host_)) {  // an address must not be announced
    is_set = is_set && SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                host_.data()) == 1;
  }
  if (!is_set) throw Error(ErrorKind::tls, "the TLS library does not accept this host name");
  SSL_set_app_data(connection, this);
  SSL_set_verify(connection, SSL_VERIFY_PEER, verify);

  if (run([&] { return SSL_connect(connection); }, limit) == 0) throw ConnectionLost();
  is_established_ = true;
}

// Repeats a call of OpenSSL until it has done something. Returns 0 at the peer's close_notify.
template <class Call>
int TlsStream::run(Call call, const WaitLimit& limit) {
  for (;;) {
    ERR_clear_error();
    const int result = call();
    const int error = SSL_get_error(connection_.get(), result);
    const unsigned long reason = ERR_peek_error();
    const bool is_over = error != SSL_ERROR_NONE && error != SSL_ERROR_WANT_READ;
    try {
      send_pending(limit);
    } catch (const ConnectionLost&) {
      if (!is_over) throw;  // else what the alert would have told has gone unheard
    }
    if (error == SSL_ERROR_NONE) return result;
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    if (distrust_) throw Error(*distrust_);
    if (is_over) {
      // After the handshake, all but this is a connection that was damaged.
      const bool is_refused = ERR_GET_REASON(reason) == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED;
      if (is_established_ && !is_refused) throw ConnectionLost();
      throw_failure(reason);
    }
    receive(limit);
  }
}

// Sends what OpenSSL has written.
void TlsStream::send_pending(const WaitLimit& limit) {
  char* data = nullptr;
  BIO* const written = SSL_get_wbio(connection_.get());
  const long size = BIO_get_mem_data(written, &data);
  tcp_.write({data, static_cast<std::size_t>(size)}, limit);
  BIO_reset(written);
}

// Hands OpenSSL what has come: so little that the limit is looked at while it reads on by itself,
// as it does for session tickets.
void TlsStream::receive(const WaitLimit& limit) {
  std::array<char, 16 << 10> bytes;
  const std::size_t count = tcp_.read(bytes.data(), bytes.size(), limit);
  if (count == 0) throw ConnectionLost();
  BIO_write(SSL_get_rbio(connection_.get()), bytes.data(), static_cast<int>(count));
}

std::size_t TlsStream::read(char* data, std::size_t size, const WaitLimit& limit) {
  std::size_t count = 0;
  run([&] { return SSL_read_ex(connection_.get(), data, size, &count); }, limit);
  return count;
}

void TlsStream::write(std::string_view data, const WaitLimit& limit) {
  std::size_t count = 0;
  const auto call = [&] {
    return SSL_write_ex(connection_.get(), data.data(), data.size(), &count);
  };
  if (run(call, limit) == 0) throw ConnectionLost();
}

bool TlsStream::is_quiet() {
  return tcp_.is_quiet() && SSL_has_pending(connection_.get()) == 0 &&
         BIO_pending(SSL_get_rbio(connection_.get())) == 0;
}

int TlsStream::verify(int valid, X509_STORE_CTX* verification) {
  if (valid == 1) return valid;
  auto* const self = static_cast<TlsStream*>(SSL_get_app_data(connection_of(verification)));
  self->distrust_ = certificate_error(verification, self->host_, self->trust_);
  return valid;
}

std::string TlsStream::protocol() const {
  return fmt::format("TLS 1.{}", SSL_version(connection_.get()) - TLS1_VERSION);
}

std::optional<std::chrono::sys_seconds> TlsStream::certificate_end() const {
  const X509* const certificate = SSL_get0_peer_certificate(connection_.get());
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) {
    return std::nullopt;
  }
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&end)));
}

}  // namespace coffer
