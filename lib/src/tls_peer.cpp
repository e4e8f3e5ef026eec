#include "tls_peer.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
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

// Sets the flag that the BIO carries when its end has been read.
long watch_end(BIO* bio, int operation, const char*, std::size_t, int, long, int result,
               std::size_t*) {
  const bool was_read = operation == (BIO_CB_READ | BIO_CB_RETURN);
  if (was_read && result <= 0 && BIO_should_retry(bio) == 0) {
    *reinterpret_cast<bool*>(BIO_get_callback_arg(bio)) = true;
  }
  return result;
}

std::string issuer_name(const X509* certificate) {
  const X509_NAME* const issuer = X509_get_issuer_name(certificate);
  for (const int part : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(issuer, part, -1);
    if (at >= 0) return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(issuer, at)));
  }
  return "an unnamed issuer";
}

}  // namespace

TlsPeer::TlsPeer(std::string host, TrustStore trust)
    : host_(std::move(host)), trust_(std::move(trust)) {}

void TlsPeer::attach(SSL_CTX* context) {
  // OpenSSL's configuration file holds where it is stricter than this, but may not loosen it. Newer
  // versions of httplib have overwritten its oldest version with their own.
  SSL_CTX_config(context, "system_default");
  ERR_clear_error();  // most files have no such section
  const auto oldest = std::max<long>(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION);
  SSL_CTX_set_min_proto_version(context, oldest);
  const bool or_newer = SSL_CTX_get_max_proto_version(context) != oldest;
  versions_ = fmt::format("TLS 1.{}{}", oldest - TLS1_VERSION, or_newer ? " or newer" : "");
  constexpr int security_level = 2;
  if (SSL_CTX_get_security_level(context) < security_level) {
    SSL_CTX_set_security_level(context, security_level);
  }

  X509_VERIFY_PARAM* const rules = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  host_is_address_ = X509_VERIFY_PARAM_set1_ip_asc(rules, host_.c_str()) == 1;
  const bool host_set =
      host_is_address_ || X509_VERIFY_PARAM_set1_host(rules, host_.data(), host_.size()) == 1;
  if (!host_set) throw Error(ErrorKind::internal, "the TLS library takes no host name");
  trust_.attach(context);

  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_info_callback(context, watch_connection);
  X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(context), watch_verification);

  // The notice of the end is a write, and one to a connection that the peer has closed raises
  // SIGPIPE on whatever thread lets go of it.
  SSL_CTX_set_quiet_shutdown(context, 1);
}

void TlsPeer::watch_connection(const SSL* connection, int where, int) {
  // httplib clears this mode for each request, and then sleeps for each session ticket it reads.
  SSL_set_mode(const_cast<SSL*>(connection), SSL_MODE_AUTO_RETRY);

  auto* const self = static_cast<TlsPeer*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
  if ((where & SSL_CB_HANDSHAKE_START) != 0) {
    // Here and not for the context, so that nothing that httplib does can turn it off.
    SSL_set_verify(const_cast<SSL*>(connection), SSL_VERIFY_PEER, nullptr);
    BIO* const bio = SSL_get_rbio(connection);
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(&self->has_ended_));
    BIO_set_callback_ex(bio, watch_end);
    // httplib announces the host to the server, whatever it is; but an address must not be.
    if (self->host_is_address_) {
      SSL_ctrl(const_cast<SSL*>(connection), SSL_CTRL_SET_TLSEXT_HOSTNAME,
               TLSEXT_NAMETYPE_host_name, nullptr);
    }
  }
  self->connection_ = connection;
  if (where == SSL_CB_READ_ALERT) self->has_ended_ = true;
  if (!self->on_handshake) return;
  if ((where & SSL_CB_HANDSHAKE_START) != 0) self->on_handshake(Handshake::begins);
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0) self->on_handshake(Handshake::is_done);
}

int TlsPeer::watch_verification(int valid, X509_STORE_CTX* verification) {
  if (valid == 1) return valid;
  const auto* const connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<TlsPeer*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
  self->distrust_ = self->distrust(verification);
  return valid;
}

Error TlsPeer::distrust(X509_STORE_CTX* verification) const {
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
      if (!trust_.is_explicit()) {
        return {ErrorKind::tls, std::move(why),
                "install the package ca-certificates; a private authority's certificate can be "
                "given with --ca-file"};
      }
      if (!trust_.unreadable_file().empty()) {
        why += fmt::format(" (no certificate could be read from {})", trust_.unreadable_file());
      }
      return {ErrorKind::tls, std::move(why),
              "the certificates given replace the system's; add this issuer's"};
    }
    default:
      return {ErrorKind::tls,
              fmt::format("{} is refused: {}", which, X509_verify_cert_error_string(reason))};
  }
}

std::string TlsPeer::protocol() const {
  constexpr std::string_view prefix = "TLSv";
  const std::string_view version = SSL_get_version(connection_);
  if (!version.starts_with(prefix)) return std::string(version);
  return fmt::format("TLS {}", version.substr(prefix.size()));
}

std::optional<std::chrono::sys_seconds> TlsPeer::certificate_end() const {
  const X509* const certificate = SSL_get0_peer_certificate(connection_);
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

void TlsPeer::forget_failures() {
  distrust_.reset();
  has_ended_ = false;
  ERR_clear_error();
}

std::optional<Error> TlsPeer::failure() const {
  if (distrust_) return distrust_;
  const unsigned long error = ERR_peek_error();
  if (ERR_GET_LIB(error) != ERR_LIB_SSL) return std::nullopt;
  switch (ERR_GET_REASON(error)) {
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
    case SSL_R_SHUTDOWN_WHILE_IN_INIT:  // httplib ends a handshake that was cut
      return std::nullopt;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return Error(ErrorKind::tls, "the port does not speak TLS", "check the base URL's port");
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return Error(ErrorKind::tls,
                   fmt::format("the server offers no acceptable protocol ({})", versions_));
    default: {
      const char* const reason = ERR_reason_error_string(error);
      return Error(ErrorKind::tls, fmt::format("the TLS handshake failed: {}",
                                               reason != nullptr ? reason : "unknown reason"));
    }
  }
}

bool TlsPeer::was_cut() const {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL &&
         ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

bool TlsPeer::has_surplus() const { return connection_ != nullptr && SSL_pending(connection_) > 0; }

}  // namespace coffer
