#pragma once

#include <span>
#include <string>
#include <string_view>

namespace coffer {

// The candidate that is fewest single-character edits (insert, delete, replace, swap of neighbours)
// away from `word`, without regard to ASCII case; the first of several. Those that begin with two
// letters or more that are the word go before the others. Empty where the nearest of these is
// further away than a third of the longer word's length, rounded up: that would be a guess.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// The hint that names the nearest: "did you mean BTC?". Empty where there is none.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace coffer
