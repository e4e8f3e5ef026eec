#pragma once

#include <string>
#include <string_view>

namespace coffer {

// Puts `mask` in place of `hidden` wherever `text` has it: as it is, escaped as in JSON and
// percent-encoded (each also twice), with a blank or a hyphen for a plus, an underscore for a
// slash, without the '=' at its end. Leaves alone what has fewer than 8 characters, for it cannot
// be told from other text. The mask must be shorter than what is hidden.
void mask_all(std::string& text, std::string_view hidden, std::string_view mask);

}  // namespace coffer
