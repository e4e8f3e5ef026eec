#pragma once

#include <span>
#include <string_view>

#include "app/cli/option.hpp"

namespace coffer::app {

// The options that several commands have, in the order of help, those of one heading together.
std::span<const Option> common_options();

// What stands above them in help.
std::string_view heading(OptionGroup group);

}  // namespace coffer::app
