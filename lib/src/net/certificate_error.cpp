#include "certificate_error.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <system_error>
#include <utility>

#include "socket.hpp"

namespace coffer {
namespace {

std::string date(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", parts);
}

// The hosts that a certificate is for: "DNS:a.example, IP Address:192.0.2.1".
std::string alternative_names(const X509* certificate) {
  constexpr std::size_t most = 200;  // bytes: some hold a hundred
  const std::unique_ptr<BIO, void (*)(BIO*)> text(BIO_new(BIO_s_mem()), BIO_free_all);
  const int at = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (at < 0 || X509V3_EXT_print(text.get(), X509_get_ext(certificate, at), 0, 0) != 1) {
    return "no host";
  }
  char* names = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(text.get(), &names));
  return std::string(names, std::min(size, most)) + (size > most ? "..." : "");
}

// As in "/O=Let's Encrypt/CN=R3".
std::string text_of(const X509_NAME* name) {
  std::array<char, 256> text{};
  X509_NAME_oneline(name, text.data(), text.size());
  return text.data();
}

// Fails where no file can be opened: an issuer that no file tells of may be trusted all the same.
Error unknown_issuer(const X509* certificate, int reason, const TrustStore& trust) {
  const Socket probe(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!probe && is_system_limit(errno)) {
    Error error(ErrorKind::network,
                fmt::format("the trusted certificates cannot be read: {} (this system's limit)",
                            std::generic_category().message(errno)));
    error.retryable = true;
    error.at_system_limit = true;
    return error;
  }
  std::string why = "the certificate is self-signed and not trusted";
  if (reason != X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
    why = fmt::format(
        "the certificate's issuer is not trusted: {}; unless that is a root, the server's chain is "
        "incomplete; that has to be fixed on the server",
        text_of(X509_get_issuer_name(certificate)));
  }
  if (trust.file.empty() && trust.directory.empty()) {
    return {ErrorKind::tls, std::move(why),
            "install the package ca-certificates; a private authority's certificate can be given "
            "with --ca-file"};
  }
  const bool both = !trust.directory.empty() && !trust.file.empty();
  why += fmt::format(" (looked for in {}{}{})", trust.directory, both ? ", " : "", trust.file);
  return {ErrorKind::tls, std::move(why),
          "--ca-file, --ca-dir and SSL_CERT_* replace the system's certificates: add the issuer's "
          "to them"};
}

}  // namespace

Error certificate_error(X509_STORE_CTX* verification, const std::string& host,
                        const TrustStore& trust) {
  const X509* const certificate = X509_STORE_CTX_get_current_cert(verification);
  const int reason = X509_STORE_CTX_get_error(verification);
  const std::string subject = text_of(X509_get_subject_name(certificate));
  const std::string which = X509_STORE_CTX_get_error_depth(verification) == 0
                                ? "the certificate"
                                : fmt::format("the CA certificate {}", subject);

  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {ErrorKind::tls,
              fmt::format("{} expired on {}", which, date(X509_get0_notAfter(certificate))),
              fmt::format("if that day has not come, set this machine's clock; if it has, {}",
                          subject == text_of(X509_get_issuer_name(certificate))
                              ? "replace it among those that are trusted here"
                              : "whoever runs the server must renew it")};
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
      return unknown_issuer(certificate, reason, trust);
    default:
      return {ErrorKind::tls,
              fmt::format("{} is refused: {}", which, X509_verify_cert_error_string(reason))};
  }
}

}  // namespace coffer
