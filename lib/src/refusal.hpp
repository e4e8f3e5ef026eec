#pragma once

#include <string>

#include "coffer/error.hpp"

namespace coffer {

// What a reply with a status other than 200 means: what the body, an envelope with a code other
// than 0, reports, else what the status says. Nothing else of the body is shown.
Error refusal(int status, std::string body);

// Whether the exchange may mean by this error that it does not know the asset asked for.
bool may_concern_asset(const Error& error);

// Whether the exchange may mean by this error that the request's timestamp is not its time: it
// refuses a wrong timestamp under several codes, as it does a wrong signature.
bool may_concern_clock(const Error& error);

}  // namespace coffer
