#pragma once

#include <openssl/types.h>

#include <string>

#include "coffer/error.hpp"
#include "coffer/trust.hpp"

namespace coffer {

// Why the verification that is under way for this host has failed: Error{tls} with the bare reason.
Error certificate_error(X509_STORE_CTX* verification, const std::string& host,
                        const TrustStore& trust);

}  // namespace coffer
