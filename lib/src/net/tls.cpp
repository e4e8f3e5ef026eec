#include "tls.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <new>
#include <utility>

#include "certificate_error.hpp"
#include "model/memory.hpp"

namespace coffer {
namespace {

// Within one call OpenSSL reads on for as long as what comes is its own, such as session tickets.
constexpr std::size_t read_allowance = 64 << 10;  // bytes, more than the largest record

// OpenSSL's own socket BIO writes with `write`: a peer's reset would raise SIGPIPE.
int write_to_tcp(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const int socket = static_cast<const MeteredTcp*>(BIO_get_data(bio))->stream.descriptor();
  const ssize_t count = ::send(socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

int read_from_tcp(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  auto& tcp = *static_cast<MeteredTcp*>(BIO_get_data(bio));
  const std::size_t most = std::min(static_cast<std::size_t>(size), tcp.allowance);
  const ssize_t count = most > 0 ? ::recv(tcp.stream.descriptor(), data, most, 0) : -1;
  if (count > 0) tcp.allowance -= static_cast<std::size_t>(count);
  if (count < 0 && (most == 0 || errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

long control_tcp(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* tcp_method() {
  static const std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> method = [] {
    std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "TCP stream"), BIO_meth_free);
    if (!made) return made;
    BIO_meth_set_write(made.get(), write_to_tcp);
    BIO_meth_set_read(made.get(), read_from_tcp);
    BIO_meth_set_ctrl(made.get(), control_tcp);
    return made;
  }();
  return method.get();
}

}  // namespace

SSL_CTX* TlsContext::get() {
  std::call_once(once_, [this] {
    context_ = {SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    SSL_CTX* const context = context_.get();
    if (context == nullptr) return;
    // OpenSSL's configuration file holds where it is stricter than this, but may not loosen it.
    const auto oldest = std::max<long>(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(context, oldest);
    const bool or_newer = SSL_CTX_get_max_proto_version(context) != oldest;
    versions_ = fmt::format("TLS 1.{}{}", oldest - TLS1_VERSION, or_newer ? " or newer" : "");
    constexpr int security_level = 2;
    if (SSL_CTX_get_security_level(context) < security_level) {
      SSL_CTX_set_security_level(context, security_level);
    }
    certificates_.add_to(context);
  });
  if (!context_) {
    require_memory();
    throw Error(ErrorKind::tls, "the TLS library cannot be set up",
                "look at OpenSSL's configuration file");
  }
  return context_.get();
}

TlsStream::TlsStream(TlsContext& context, TcpStream tcp, std::string host, const WaitLimit& limit)
    : context_(context),
      tcp_{.stream = std::move(tcp), .allowance = 0},
      host_(std::move(host)),
      connection_(SSL_new(context.get()), SSL_free) {
  SSL* const connection = connection_.get();
  BIO* const bio = tcp_method() != nullptr ? BIO_new(tcp_method()) : nullptr;
  if (connection == nullptr || bio == nullptr) {
    BIO_free(bio);
    throw std::bad_alloc();
  }
  BIO_set_data(bio, &tcp_);
  BIO_set_init(bio, 1);
  SSL_set_bio(connection, bio, bio);

  X509_VERIFY_PARAM* const rules = SSL_get0_param(connection);
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(rules, host_.c_str()) == 1;
  bool is_set = is_address || X509_VERIFY_PARAM_set1_host(rules, host_.data(), host_.size()) == 1;
  if (!is_address) {  // an address must not be announced
    is_set = is_set && SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                host_.data()) == 1;
  }
  if (!is_set) throw Error(ErrorKind::tls, "the TLS library does not accept this host name");
  SSL_set_app_data(connection, this);
  SSL_set_verify(connection, SSL_VERIFY_PEER, verify);

  if (run([&] { return SSL_connect(connection); }, limit) == 0) throw ConnectionLost();
  is_established_ = true;
}

TlsStream::~TlsStream() = default;

// Repeats a call of OpenSSL until it has done something. Returns 0 at the peer's close_notify.
template <class Call>
int TlsStream::run(Call call, const WaitLimit& limit) {
  for (;;) {
    ERR_clear_error();
    tcp_.allowance = read_allowance;
    const int result = call();
    if (result > 0) return result;
    if (distrust_) throw Error(*distrust_);
    switch (SSL_get_error(connection_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        wait_for(tcp_.stream.descriptor(), POLLIN, limit);
        break;
      case SSL_ERROR_WANT_WRITE:
        wait_for(tcp_.stream.descriptor(), POLLOUT, limit);
        break;
      case SSL_ERROR_ZERO_RETURN:
        return 0;
      case SSL_ERROR_SYSCALL:  // also where a certificate could not be looked for
        if (distrust_) throw Error(*distrust_);
        throw ConnectionLost();
      default:
        throw_failure(ERR_peek_error());
    }
  }
}

std::size_t TlsStream::read(char* data, std::size_t size, const WaitLimit& limit) {
  const int most = static_cast<int>(std::min<std::size_t>(size, 1 << 20));
  return static_cast<std::size_t>(
      run([&] { return SSL_read(connection_.get(), data, most); }, limit));
}

void TlsStream::write(std::string_view data, const WaitLimit& limit) {
  if (data.empty()) return;
  const int count =
      run([&] { return SSL_write(connection_.get(), data.data(), static_cast<int>(data.size())); },
          limit);
  if (count == 0) throw ConnectionLost();
}

// Reads what is TLS's own, such as session tickets.
bool TlsStream::is_quiet() {
  char byte = 0;
  ERR_clear_error();
  tcp_.allowance = read_allowance;
  const int result = SSL_peek(connection_.get(), &byte, 1);
  return result <= 0 && SSL_get_error(connection_.get(), result) == SSL_ERROR_WANT_READ &&
         tcp_.allowance > 0 && SSL_has_pending(connection_.get()) == 0;
}

int TlsStream::verify(int valid, X509_STORE_CTX* verification) {
  if (valid == 1) return valid;
  const auto* const connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<TlsStream*>(SSL_get_app_data(connection));
  self->distrust_ = certificate_error(verification, self->host_, self->context_.certificates());
  return valid;
}

std::string TlsStream::protocol() const {
  constexpr std::string_view prefix = "TLSv";
  const std::string_view version = SSL_get_version(connection_.get());
  if (!version.starts_with(prefix)) return std::string(version);
  return fmt::format("TLS {}", version.substr(prefix.size()));
}

std::optional<std::chrono::sys_seconds> TlsStream::certificate_end() const {
  const X509* const certificate = SSL_get0_peer_certificate(connection_.get());
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day(std::chrono::year(end.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(end.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(end.tm_mday)));
  return std::chrono::sys_days(day) + std::chrono::hours(end.tm_hour) +
         std::chrono::minutes(end.tm_min) + std::chrono::seconds(end.tm_sec);
}

void TlsStream::throw_failure(unsigned long error) const {
  const int reason = ERR_GET_REASON(error);
  require_memory();
  // After the handshake, all but this is a connection that was damaged or ended.
  const bool is_damaged = is_established_ && reason != SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED;
  if (is_damaged || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) throw ConnectionLost();
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      throw Error(ErrorKind::tls, "the port does not speak TLS", "check the base URL's port");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      throw Error(ErrorKind::tls, fmt::format("the server offers no acceptable protocol ({})",
                                              context_.versions()));
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      throw Error(
          ErrorKind::tls,
          "the server refused the TLS handshake: it has no cipher in common with coffer, or "
          "wants a client certificate");
    default: {
      const char* const text = ERR_reason_error_string(error);
      throw Error(ErrorKind::tls, fmt::format("the TLS handshake failed: {}",
                                              text != nullptr ? text : "unknown reason"));
    }
  }
}

}  // namespace coffer
