#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/commands/diagnosis.hpp"
#include "coffer/account.hpp"

namespace coffer::app {

// How to give a setting a value, where the key comes from: as a variable or as a profile's member.
using SettingHint = std::function<std::string(std::string_view variable, std::string_view member,
                                              std::string_view value)>;

// Examines what the exchange says of a key that it accepts: the steps permissions, expiry (fails
// when it is over, warns 14 days ahead), allowedIps and accountGroup. `now` is the exchange's time.
void examine_key_info(Diagnosis& diagnosis, const KeyInfo& info, Time now,
                      std::optional<int> configured_group, const SettingHint& setting);

// The same steps where nothing is known of the key.
void skip_key_info(Diagnosis& diagnosis, const std::string& why);

}  // namespace coffer::app
