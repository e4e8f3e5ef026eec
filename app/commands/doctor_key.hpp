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
//
// What needs a key is skipped where none is accepted, what needs a reply where none came.
void check_key_info(CheckResults& results, const std::optional<KeyInfo>& info,
                    const std::optional<SeenAddress>& seen, Time now,
                    std::optional<int> configured_group, const std::string& group_hint);

}  // namespace coffer::app
