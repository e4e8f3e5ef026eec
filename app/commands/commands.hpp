#pragma once

#include <array>

#include "app/cli/command.hpp"

namespace coffer::app::commands {

extern const Command cash;
extern const Command margin;
extern const Command risk;
extern const Command worth;
extern const Command ledger;
extern const Command info;
extern const Command doctor;
extern const Command login;
extern const Command profiles;
extern const Command history;
extern const Command sandbox;
extern const Command completion;

// In the order of help.
inline constexpr std::array all{&cash,   &margin, &risk,     &worth,   &ledger,  &info,
                                &doctor, &login,  &profiles, &history, &sandbox, &completion};

}  // namespace coffer::app::commands
