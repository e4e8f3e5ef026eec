#pragma once

#include <openssl/types.h>

#include <string>

#include "ca_certificates.hpp"
#include "coffer/error.hpp"

namespace coffer {

// Why the verification that is under way for this host has failed: Error{tls} with the bare reason.
Error certificate_error(X509_STORE_CTX* verification, const std::string& host,
                        const CaCertificates& trusted);

}  // namespace coffer
