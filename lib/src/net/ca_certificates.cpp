#include "ca_certificates.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <utility>

namespace coffer {
namespace {

constexpr int short_file = 64 << 10;  // bytes, of a few dozen certificates

// Adds the certificates and revocation lists of a PEM file. False where there is none.
bool add_content(X509_STORE* store, const std::string& content) {
  const std::unique_ptr<BIO, void (*)(BIO*)> bio(
      BIO_new_mem_buf(content.data(), static_cast<int>(content.size())), BIO_free_all);
  char no_password[] = "";  // NOLINT(modernize-avoid-c-arrays): of an encrypted key beside them
  STACK_OF(X509_INFO)* const items =
      bio ? PEM_X509_INFO_read_bio(bio.get(), nullptr, nullptr, no_password) : nullptr;
  bool has_any = false;
  for (int i = 0; i < sk_X509_INFO_num(items); ++i) {
    const X509_INFO* const item = sk_X509_INFO_value(items, i);
    if (item->x509 != nullptr) has_any = X509_STORE_add_cert(store, item->x509) == 1 || has_any;
    if (item->crl != nullptr) X509_STORE_add_crl(store, item->crl);
  }
  sk_X509_INFO_pop_free(items, X509_INFO_free);
  return has_any;
}

TrustStore system_trust() {
  std::string bundle = X509_get_default_cert_file();
  if (access(bundle.c_str(), R_OK) != 0) bundle = "/etc/ssl/certs/ca-certificates.crt";
  return {.file = std::move(bundle), .directory = X509_get_default_cert_dir()};
}

}  // namespace

CaCertificates::CaCertificates(TrustStore trust)
    : explicit_(!trust.file.empty() || !trust.directory.empty()),
      trust_(explicit_ ? std::move(trust) : system_trust()),
      file_lookup_(X509_LOOKUP_meth_new("certificates in a file"), X509_LOOKUP_meth_free) {
  X509_LOOKUP_meth_set_get_by_subject(
      file_lookup_.get(), [](X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name,
                             X509_OBJECT* result) { return find(lookup, type, name, result); });
}

std::string CaCertificates::places() const {
  const bool both = !trust_.directory.empty() && !trust_.file.empty();
  return trust_.directory + (both ? ", " : "") + trust_.file;
}

void CaCertificates::add_to(SSL_CTX* context) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  if (!trust_.directory.empty()) {
    X509_LOOKUP* const directory = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    X509_LOOKUP_add_dir(directory, trust_.directory.c_str(), X509_FILETYPE_PEM);
  }
  if (trust_.file.empty()) return;
  struct stat status {};
  const bool is_short = trust_.content.empty() ? ::stat(trust_.file.c_str(), &status) == 0 &&
                                                     status.st_size <= short_file
                                               : trust_.content.size() <= std::size_t{short_file};
  if (is_short) {
    load_file(store);
  } else {
    X509_LOOKUP* const file = X509_STORE_add_lookup(store, file_lookup_.get());
    X509_LOOKUP_set_method_data(file, this);
  }
}

void CaCertificates::load_file(X509_STORE* store) {
  ERR_set_mark();
  const bool is_loaded = trust_.content.empty()
                             ? X509_STORE_load_file(store, trust_.file.c_str()) == 1
                             : add_content(store, trust_.content);
  if (!is_loaded) unreadable_file_ = trust_.file;
  ERR_pop_to_mark();
}

int CaCertificates::find(X509_LOOKUP* lookup, int type, const X509_NAME* name,
                         X509_OBJECT* result) {
  auto* const self = static_cast<CaCertificates*>(X509_LOOKUP_get_method_data(lookup));
  X509_STORE* const store = X509_LOOKUP_get_store(lookup);
  if (type != X509_LU_X509) return 0;
  {
    const std::lock_guard lock(self->mutex_);
    if (!std::exchange(self->file_loaded_, true)) self->load_file(store);
  }
  X509_STORE_lock(store);
  X509_OBJECT* const found =
      X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), X509_LU_X509, name);
  if (found != nullptr) {
    X509* const certificate = X509_OBJECT_get0_X509(found);
    X509_OBJECT_set1_X509(result, certificate);
    X509_free(certificate);  // the caller takes a reference of its own, the store keeps one
  }
  X509_STORE_unlock(store);
  return found != nullptr ? 1 : 0;
}

}  // namespace coffer
