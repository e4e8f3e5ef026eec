#include "tls.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <utility>

namespace coffer {
namespace {

std::string date(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unreadable date";
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min);
}

std::string text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string address_text(const ASN1_OCTET_STRING* octets) {
  const int family = ASN1_STRING_length(octets) == sizeof(in_addr) ? AF_INET : AF_INET6;
  const bool whole =
      family == AF_INET || ASN1_STRING_length(octets) == static_cast<int>(sizeof(in6_addr));
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (whole) inet_ntop(family, ASN1_STRING_get0_data(octets), buffer.data(), buffer.size());
  return buffer.data();
}

// The hosts that a certificate is for, as a list for people.
std::string alternative_names(const X509* certificate) {
  constexpr int most = 5;
  const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  std::string result;
  int found = 0;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    if (++found > most) continue;
    if (!result.empty()) result += ", ";
    result += name->type == GEN_DNS ? text_of(name->d.dNSName) : address_text(name->d.iPAddress);
  }
  if (found > most) result += fmt::format(" and {} more", found - most);
  return result.empty() ? "no host" : result;
}

std::string issuer_name(const X509* certificate) {
  const X509_NAME* const issuer = X509_get_issuer_name(certificate);
  for (const int part : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(issuer, part, -1);
    if (at >= 0) return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(issuer, at)));
  }
  return "an unnamed issuer";
}

// OpenSSL's own socket BIO writes with `write`: a peer's reset would raise SIGPIPE.
int write_to_tcp(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const int socket = static_cast<const TcpStream*>(BIO_get_data(bio))->descriptor();
  const ssize_t count = ::send(socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

int read_from_tcp(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  const int socket = static_cast<const TcpStream*>(BIO_get_data(bio))->descriptor();
  const ssize_t count = ::recv(socket, data, static_cast<std::size_t>(size), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

long control_tcp(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* tcp_method() {
  static const std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> method = [] {
    std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "TCP stream"), BIO_meth_free);
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
    throw Error(ErrorKind::tls, "the TLS library cannot be set up",
                "look at OpenSSL's configuration file");
  }
  return context_.get();
}

TlsStream::TlsStream(TlsContext& context, TcpStream tcp, const std::string& host,
                     const WaitLimit& limit)
    : context_(context),
      tcp_(std::move(tcp)),
      host_(host),
      connection_(SSL_new(context.get()), SSL_free) {
  SSL* const connection = connection_.get();
  BIO* const bio = BIO_new(tcp_method());
  if (connection == nullptr || bio == nullptr) {
    BIO_free(bio);
    throw Error(ErrorKind::tls, "the TLS library has no memory");
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
  if (!is_set) throw Error(ErrorKind::tls, "the TLS library takes no such host name");
  SSL_set_app_data(connection, this);
  SSL_set_verify(connection, SSL_VERIFY_PEER, verify);

  if (run([&] { return SSL_connect(connection); }, limit) == 0) throw ConnectionLost();
}

TlsStream::~TlsStream() = default;

// Repeats a call of OpenSSL until it has done something. Returns 0 at the peer's close_notify.
template <class Call>
int TlsStream::run(Call call, const WaitLimit& limit) {
  for (;;) {
    ERR_clear_error();
    const int result = call();
    if (result > 0) return result;
    switch (SSL_get_error(connection_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        wait_for(tcp_.descriptor(), POLLIN, limit);
        break;
      case SSL_ERROR_WANT_WRITE:
        wait_for(tcp_.descriptor(), POLLOUT, limit);
        break;
      case SSL_ERROR_ZERO_RETURN:
        return 0;
      case SSL_ERROR_SYSCALL:
        throw ConnectionLost();
      default:
        if (distrust_) throw Error(*distrust_);
        if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
          throw ConnectionLost();
        }
        throw failure(ERR_peek_error());
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
  const int result = SSL_peek(connection_.get(), &byte, 1);
  return result <= 0 && SSL_get_error(connection_.get(), result) == SSL_ERROR_WANT_READ;
}

int TlsStream::verify(int valid, X509_STORE_CTX* verification) {
  if (valid == 1) return valid;
  const auto* const connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<TlsStream*>(SSL_get_app_data(connection));
  self->distrust_ = self->certificate_error(verification);
  return valid;
}

Error TlsStream::certificate_error(X509_STORE_CTX* verification) const {
  const X509* const certificate = X509_STORE_CTX_get_current_cert(verification);
  const int reason = X509_STORE_CTX_get_error(verification);
  const std::string_view which =
      X509_STORE_CTX_get_error_depth(verification) == 0 ? "the certificate" : "a CA certificate";

  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {ErrorKind::tls,
              fmt::format("{} expired on {}", which, date(X509_get0_notAfter(certificate))),
              "if that day has not come, set this machine's clock"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {
          ErrorKind::tls,
          fmt::format("{} is not valid before {}", which, date(X509_get0_notBefore(certificate))),
          "if that day has come, set this machine's clock"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {ErrorKind::tls,
              fmt::format("the certificate is for {}, not for {}", alternative_names(certificate),
                          host_),
              "check the base URL; if it is right, someone else answers in the exchange's name"};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
      std::string why = reason == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
                            ? "the certificate is signed by itself and not trusted"
                            : fmt::format("the certificate's issuer is not trusted: {}",
                                          issuer_name(certificate));
      if (!context_.certificates().is_explicit()) {
        return {ErrorKind::tls, std::move(why),
                "install the package ca-certificates; a private authority's certificate can be "
                "given with --ca-file"};
      }
      if (const std::string& file = context_.certificates().unreadable_file(); !file.empty()) {
        why += fmt::format(" (no certificate could be read from {})", file);
      }
      return {ErrorKind::tls, std::move(why),
              "the certificates given replace the system's; add this issuer's"};
    }
    default:
      return {ErrorKind::tls,
              fmt::format("{} is refused: {}", which, X509_verify_cert_error_string(reason))};
  }
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

Error TlsStream::failure(unsigned long error) const {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return Error(ErrorKind::tls, "the port does not speak TLS", "check the base URL's port");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return Error(ErrorKind::tls, fmt::format("the server offers no acceptable protocol ({})",
                                               context_.versions()));
    default: {
      const char* const reason = ERR_reason_error_string(error);
      return Error(ErrorKind::tls, fmt::format("the TLS handshake failed: {}",
                                               reason != nullptr ? reason : "unknown reason"));
    }
  }
}

}  // namespace coffer
