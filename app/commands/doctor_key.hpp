#pragma once

#include <optional>
#include <string>

#include "app/commands/doctor_steps.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// Examines what the exchange says of a key that it accepts: the steps permissions, expiry (fails
// when it is over, warns 14 days ahead), allowedIps and accountGroup. `now` is the exchange's time;
// `group_hint` says how to correct a configured group.
void examine_key_info(Diagnosis& diagnosis, const KeyInfo& info, Time now,
                      std::optional<int> configured_group, const std::string& group_hint);

// The same steps where nothing is known of the key.
void skip_key_info(Diagnosis& diagnosis, const std::string& why);

}  // namespace coffer::app
