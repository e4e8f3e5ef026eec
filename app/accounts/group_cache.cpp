#include "app/accounts/group_cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "app/system/descriptor.hpp"
#include "coffer/error.hpp"
#include "coffer/secret.hpp"

namespace coffer::app {
namespace {

std::string file_name(std::string_view origin, std::string_view api_key) {
  const std::string subject = fmt::format("{}\n{}", origin, api_key);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(subject.data(), subject.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string name = "account-group-";
  for (std::size_t i = 0; i < 16; ++i) name += fmt::format("{:02x}", digest[i]);
  return name;
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
  const Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  std::array<char, 16> text{};
  const ssize_t size = ::read(file.number(), text.data(), text.size());
  if (size <= 0) return std::nullopt;
  const std::string_view line(text.data(), static_cast<std::size_t>(size));
  if (line.ends_with('\n')) group_ = to_group(line.substr(0, line.size() - 1));
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
