#pragma once

#include "app/cli/options.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// Asks for an API key and its secret, has the exchange prove them, with the secret as it is and
// then decoded from base64, and stores them as the options' profile ("default" where they name
// none) with the encoding that works. A base URL and an account group that the options give are
// stored as well. Of a profile that is a link, the file it leads to is replaced. One line on stderr
// says what was stored.
//
// Throws Error{config} where the profile is there already and the options do not force it, or where
// the input is not a key and a secret; Error{rejected} for an account group that is not the key's;
// and what the client throws. Then nothing is stored.
void login(const Options& options, const Environment& environment, const Streams& streams);

}  // namespace coffer::app
