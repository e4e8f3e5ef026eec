#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>
#include <string>

namespace coffer::test {

// A certificate with its key.
struct Identity {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;
};

// What stands in a certificate. No names: no extension that holds them.
struct Subject {
  std::string common_name = "a server";
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  std::chrono::seconds valid_from = -std::chrono::hours(1);  // seen from now
  std::chrono::seconds valid_until = std::chrono::hours(1);
};

// Signed by `issuer`, or by itself where that is null.
inline Identity make_identity(const Subject& subject, const Identity* issuer) {
  const Identity result{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
  X509* const certificate = result.certificate.get();
  static long serial = 0;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), subject.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), subject.valid_until.count());
  X509_set_pubkey(certificate, result.key.get());
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.common_name.c_str()),
                             -1, -1, 0);
  const Identity& signer = issuer != nullptr ? *issuer : result;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  const auto add = [&](int kind, const char* value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  if (issuer == nullptr) add(NID_basic_constraints, "critical,CA:TRUE");
  if (!subject.names.empty()) add(NID_subject_alt_name, subject.names.c_str());
  X509_sign(certificate, signer.key.get(), EVP_sha256());
  return result;
}

// A private authority.
class Authority {
 public:
  Authority() : identity_(make_identity({.common_name = "Test CA", .names = {}}, nullptr)) {}

  Identity issue(const Subject& subject = {}) const { return make_identity(subject, &identity_); }

  // Its certificate as PEM.
  std::string certificate() const {
    const std::unique_ptr<BIO, void (*)(BIO*)> pem(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(pem.get(), identity_.certificate.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(pem.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

 private:
  Identity identity_;
};

}  // namespace coffer::test
