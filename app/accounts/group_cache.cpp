#include "app/accounts/group_cache.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "coffer/error.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {
namespace {

std::string file_name(std::string_view origin, std::string_view api_key) {
  const std::string subject = fmt::format("{}\n{}", origin, api_key);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(subject.data(), subject.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return fmt::format("account-group-{:02x}", fmt::join(digest.begin(), digest.begin() + 16, ""));
}

}  // namespace

GroupCache::GroupCache(const std::optional<std::string>& directory, std::string_view origin,
                       std::string_view api_key) {
  if (directory) path_ = fmt::format("{}/{}", *directory, file_name(origin, api_key));
}

int GroupCache::recall(const std::function<int()>& ask) {
  const std::lock_guard lock(mutex_);
  if (const auto known = recall()) return *known;
  const int group = ask();
  remember(group);
  return group;
}

std::optional<int> GroupCache::recall() {
  if (group_ || path_.empty()) return group_;
  try {
    const std::string line = read_private_file(path_);
    if (line.ends_with('\n')) group_ = to_group({line.begin(), line.end() - 1});
  } catch (const Error&) {  // the same as none
  }
  return group_;
}

void GroupCache::remember(int account_group) {
  group_ = account_group;
  if (path_.empty()) return;
  try {
    write_private_file(path_, Secret(fmt::format("{}\n", account_group)), true);
  } catch (const Error&) {  // costs one more request
  }
}

void GroupCache::forget() {
  const std::lock_guard lock(mutex_);
  group_.reset();
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace coffer::app
