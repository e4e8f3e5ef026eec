#pragma once

#include <optional>
#include <string>

#include "app/commands/doctor_steps.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// Examines what the exchange says of a key that it accepts: the steps permissions, expiry (fails
// when it is over, warns 14 days ahead), allowedIps (fails where the address that the exchange sees
// is not among them), limits (fails where it is banned) and accountGroup. `now` is the exchange's
// time; `group_hint` says how to correct a configured group.
void check_key_info(CheckResults& results, const KeyInfo& info, const SeenAddress& seen, Time now,
                    std::optional<int> configured_group, const std::string& group_hint);

// The same steps where nothing is known of the key. The exchange may have been asked for the
// address all the same; where it was not, `unasked` says why.
void skip_key_info(CheckResults& results, const std::string& why,
                   const std::optional<SeenAddress>& seen, const std::string& unasked);

}  // namespace coffer::app
