#include "coffer/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "coffer/text.hpp"

namespace coffer {
namespace {

bool same(char left, char right) { return to_lower(left) == to_lower(right); }

// Damerau-Levenshtein distance in which no part of the text is edited twice.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector edits(left.size() + 1, std::vector<std::size_t>(right.size() + 1));
  for (std::size_t i = 0; i <= left.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= right.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = edits[i - 1][j - 1] + (same(left[i - 1], right[j - 1]) ? 0 : 1);
      edits[i][j] = std::min({replaced, edits[i - 1][j] + 1, edits[i][j - 1] + 1});
      const bool swapped =
          i > 1 && j > 1 && same(left[i - 1], right[j - 2]) && same(left[i - 2], right[j - 1]);
      if (swapped) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits.back().back();
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::pair least(true, std::string_view::npos);
  for (const std::string_view candidate : candidates) {
    const bool begins =
        word.size() > 1 && equal_ignoring_case(word, candidate.substr(0, word.size()));
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    const std::size_t limit = (longer + 2) / 3;
    if (!begins && longer - shorter > limit) continue;
    const std::pair rank(!begins, distance(word, candidate));
    if ((begins || rank.second <= limit) && rank < least) {
      best = candidate;
      least = rank;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? "" : fmt::format("did you mean {}?", near);
}

}  // namespace coffer
