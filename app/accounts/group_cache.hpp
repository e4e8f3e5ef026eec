#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/client.hpp"

namespace coffer::app {

// Remembers the account group of one key at one exchange in a file of its own below `directory`,
// named by a hash of both, so that the key itself is not written. Whatever goes wrong with the file
// costs one more request and is no error.
class GroupCache final : public GroupMemory {
 public:
  // `directory` need not exist; none: nothing is remembered beyond this object's life.
  GroupCache(const std::optional<std::string>& directory, std::string_view origin,
             std::string_view api_key);

  int recall(const std::function<int()>& ask) override;
  void forget() override;

  // None where it is not known.
  std::optional<int> recall();
  void remember(int account_group);

 private:
  std::string path_;  // empty: no file
  std::optional<int> group_;
  std::mutex mutex_;
};

}  // namespace coffer::app
