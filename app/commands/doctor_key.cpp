#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/commands/doctor.hpp"
#include "app/query/connection.hpp"
#include "app/terminal/text.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto expiry_notice = std::chrono::days(14);

constexpr const char* untold = "the exchange does not say";

Finding expiry(const KeyInfo& info, Time now) {
  if (!info.expiry) return skip(untold);
  if (!info.expiry->time) return ok("this key never expires");
  const Time end = *info.expiry->time;
  const auto left = end - now;
  const std::string_view hint = "create a new key on the exchange's website";
  if (left <= 0ms)
    return fail({ErrorKind::auth, fmt::format("this key expired on {}", date(end))}, hint);
  const auto days = std::chrono::floor<std::chrono::days>(left).count();
  std::string finding = fmt::format("this key expires on {}, in {}", date(end),
                                    counted(static_cast<std::size_t>(days), "day"));
  return left <= expiry_notice ? warn(std::move(finding), hint) : ok(std::move(finding));
}

Finding allowed_ips(const KeyInfo& info, const std::string& seen) {
  if (!info.allowed_ips) return skip(untold);
  if (info.allowed_ips->empty()) return ok("any address may use this key");
  std::string finding = fmt::format("only {} may use this key", join(*info.allowed_ips, ", "));
  if (seen.empty()) return ok(std::move(finding));
  if (lists_host(join(*info.allowed_ips, ","), seen))
    return ok(fmt::format("{}; the exchange sees {}", finding, seen));
  return fail(
      {ErrorKind::auth, fmt::format("{}, but the exchange sees {}", finding, seen),
       "allow that address on the exchange's website, or ask by the other family (-4, -6)"});
}

Finding limits(const SeenAddress& seen) {
  const std::string address = seen.address.empty() ? "this machine's address" : seen.address;
  if (!seen.is_banned) return skip(untold);
  if (!*seen.is_banned) return ok(fmt::format("{} is not banned", address));
  std::string finding = fmt::format("the exchange has banned {}", address);
  if (seen.banned_until) finding += fmt::format(" until {}", to_text(*seen.banned_until));
  if (!seen.reason.empty()) finding += fmt::format(": {}", seen.reason);
  return fail({ErrorKind::unavailable, finding,
               seen.banned_until ? "wait until then, and ask less often" : "ask less often"});
}

Finding group(const KeyInfo& info, std::optional<int> configured) {
  if (!configured) return ok(fmt::format("{}, as the exchange says", info.account_group));
  if (*configured == info.account_group)
    return ok(fmt::format("{}, as configured", info.account_group));
  return fail(
      {ErrorKind::rejected,
       fmt::format("{} is configured, but this key's is {}", *configured, info.account_group),
       fmt::format("set the account group to {}, or leave it out", info.account_group)});
}

}  // namespace

KeyInfo find_key_info(Credentials& credentials, const std::function<KeyInfo()>& ask,
                      std::optional<Error>& refusal) {
  try {
    return ask();
  } catch (Error& error) {
    if (!may_be_wrong_encoding(error)) throw;
    refusal = error;
    const bool is_raw = credentials.encoding == SecretEncoding::raw;
    credentials.encoding = is_raw ? SecretEncoding::base64 : SecretEncoding::raw;
    try {
      return ask();
    } catch (const Error& again) {
      if (may_be_wrong_encoding(again)) {
        error.hint =
            "the secret works neither raw nor as base64: copy key and secret again, and check that "
            "the key exists and allows this machine's address";
      } else if (error.kind != ErrorKind::config) {  // that it is not base64 is certain
        throw;
      }
    }
    throw;
  }
}

Finding check_permissions(const KeyInfo& info) {
  if (info.may_view == false) {
    return fail({ErrorKind::auth, "this key may not view",
                 "give it the view permission on the exchange's website"});
  }
  std::string more = info.may_trade.value_or(false) ? "trade" : "";
  if (info.may_transfer.value_or(false)) more += more.empty() ? "transfer" : " and transfer";
  if (!more.empty()) {
    return warn(fmt::format("this key may also {}", more),
                "coffer only needs to view: create a key that may do nothing else");
  }
  if (!info.may_view || !info.may_trade || !info.may_transfer) return skip(untold);
  return ok("this key may only view");
}

void check_key_info(CheckResults& results, const std::optional<KeyInfo>& info,
                    const std::optional<SeenAddress>& seen, Time now,
                    std::optional<int> configured_group) {
  const auto add = [&](std::string_view step, const auto& check) {
    results.add(step, info ? check(*info) : skip("needs a key that is accepted"));
  };
  const std::string address = seen ? seen->address : "";
  add("permissions", check_permissions);
  add("expiry", [&](const KeyInfo& key) { return expiry(key, now); });
  add("allowedIps", [&](const KeyInfo& key) { return allowed_ips(key, address); });
  results.add("limits", seen ? limits(*seen) : skip("needs a reply from the exchange"));
  add("accountGroup", [&](const KeyInfo& key) { return group(key, configured_group); });
}

}  // namespace coffer::app
