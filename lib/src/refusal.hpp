#pragma once

#include <string>

#include "coffer/error.hpp"

namespace coffer {

// What a status other than 200 means where no envelope says more. The body is not shown.
Error refusal(int status, const std::string& body);

// Whether the exchange may mean by this error that it does not know the asset asked for.
bool may_concern_asset(const Error& error);

// Whether the exchange may mean by this error that the request's timestamp is not its time: it
// refuses a wrong timestamp under several codes, as it does a wrong signature.
bool may_concern_clock(const Error& error);

}  // namespace coffer
