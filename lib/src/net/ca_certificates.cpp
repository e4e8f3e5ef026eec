#include "ca_certificates.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace coffer {
namespace {

constexpr off_t short_file = 64 << 10;  // bytes, of a few dozen certificates

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

void CaCertificates::add_to(SSL_CTX* context) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  if (!trust_.directory.empty()) {
    X509_LOOKUP* const directory = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    X509_LOOKUP_add_dir(directory, trust_.directory.c_str(), X509_FILETYPE_PEM);
  }
  if (trust_.file.empty()) return;
  struct stat status {};
  if (::stat(trust_.file.c_str(), &status) == 0 && status.st_size <= short_file) {
    load_file(store);
  } else {
    X509_LOOKUP* const file = X509_STORE_add_lookup(store, file_lookup_.get());
    X509_LOOKUP_set_method_data(file, this);
  }
}

void CaCertificates::load_file(X509_STORE* store) {
  ERR_set_mark();
  if (X509_STORE_load_file(store, trust_.file.c_str()) != 1) unreadable_file_ = trust_.file;
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
