#include "certificate_error.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "socket.hpp"

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

std::string text_of(const X509_NAME* name) {
  for (const int part : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(name, part, -1);
    if (at >= 0) return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  }
  return "an unnamed authority";
}

bool is_root(const X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

// Whether the issuer is an intermediate authority, where the certificate tells: by the address of
// the issuer's certificate, which only a client without it needs, or by the issuer's own issuer.
enum class IssuerRank { unknown, intermediate, root };

IssuerRank issuer_rank(X509* certificate) {
  if (const GENERAL_NAMES* const names = X509_get0_authority_issuer(certificate)) {
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
      const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
      if (name->type != GEN_DIRNAME) continue;
      const bool is_own =
          X509_NAME_cmp(name->d.directoryName, X509_get_issuer_name(certificate)) == 0;
      return is_own ? IssuerRank::root : IssuerRank::intermediate;
    }
  }
  const std::unique_ptr<AUTHORITY_INFO_ACCESS, void (*)(AUTHORITY_INFO_ACCESS*)> access(
      static_cast<AUTHORITY_INFO_ACCESS*>(
          X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)),
      AUTHORITY_INFO_ACCESS_free);
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access.get(), i)->method) == NID_ad_ca_issuers) {
      return IssuerRank::intermediate;
    }
  }
  return IssuerRank::unknown;
}

// Whether a file could be opened: an issuer that no file tells of may be trusted all the same.
std::optional<Error> no_descriptor() {
  const Socket probe(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (probe || !is_system_limit(errno)) return std::nullopt;
  Error error(ErrorKind::network,
              fmt::format("the trusted certificates cannot be read: {} (this system's limit)",
                          std::generic_category().message(errno)));
  error.retryable = true;
  error.at_system_limit = true;
  return error;
}

Error unknown_issuer(X509_STORE_CTX* verification, const CaCertificates& trusted) {
  if (auto error = no_descriptor()) return *std::move(error);
  X509* const certificate = X509_STORE_CTX_get_current_cert(verification);
  const std::string issuer = text_of(X509_get_issuer_name(certificate));
  // An issuer that the server sends along would have been found.
  const bool is_servers =
      X509_STORE_CTX_get_error_depth(verification) == 0 && !is_root(certificate);
  const IssuerRank rank = is_servers ? issuer_rank(certificate) : IssuerRank::root;
  if (rank == IssuerRank::intermediate) {
    return {ErrorKind::tls,
            fmt::format("the server's chain is incomplete: it lacks the certificate of {}", issuer),
            "whoever runs the server must add it there"};
  }
  std::string why = X509_STORE_CTX_get_error(verification) == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
                        ? std::string("the certificate is signed by itself and not trusted")
                        : fmt::format("the certificate's issuer is not trusted: {}", issuer);
  why += fmt::format(" (looked for in {})", trusted.places());
  if (rank == IssuerRank::unknown)
    why += "; unless that is a root, the server's chain is incomplete";
  if (!trusted.is_explicit()) {
    return {ErrorKind::tls, std::move(why),
            "install the package ca-certificates; a private authority's certificate can be given "
            "with --ca-file"};
  }
  if (const std::string& file = trusted.unreadable_file(); !file.empty()) {
    why += fmt::format(" (no certificate could be read from {})", file);
  }
  return {ErrorKind::tls, std::move(why),
          "--ca-file, --ca-dir and SSL_CERT_* replace the system's certificates: add the issuer's "
          "to them"};
}

std::string renewal_hint(const X509* certificate, bool is_host, const CaCertificates& trusted) {
  if (is_host) return "whoever runs the server must renew it";
  if (!is_root(certificate)) return "whoever runs the server must replace it in the server's chain";
  return trusted.is_explicit() ? fmt::format("replace it in {}", trusted.places())
                               : "update the package ca-certificates";
}

}  // namespace

Error certificate_error(X509_STORE_CTX* verification, const std::string& host,
                        const CaCertificates& trusted) {
  const X509* const certificate = X509_STORE_CTX_get_current_cert(verification);
  const int reason = X509_STORE_CTX_get_error(verification);
  const bool is_host = X509_STORE_CTX_get_error_depth(verification) == 0;
  const std::string which =
      is_host ? "the certificate"
              : fmt::format("the CA certificate {}", text_of(X509_get_subject_name(certificate)));

  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {ErrorKind::tls,
              fmt::format("{} expired on {}", which, date(X509_get0_notAfter(certificate))),
              fmt::format("if that day has not come, set this machine's clock; if it has, {}",
                          renewal_hint(certificate, is_host, trusted))};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {
          ErrorKind::tls,
          fmt::format("{} is not valid before {}", which, date(X509_get0_notBefore(certificate))),
          "if that day has come, set this machine's clock"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {ErrorKind::tls,
              fmt::format("the certificate is for {}, not for {}", alternative_names(certificate),
                          host),
              "check the base URL; if it is right, another server answers instead of the exchange"};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return unknown_issuer(verification, trusted);
    default:
      return {ErrorKind::tls,
              fmt::format("{} is refused: {}", which, X509_verify_cert_error_string(reason))};
  }
}

}  // namespace coffer
