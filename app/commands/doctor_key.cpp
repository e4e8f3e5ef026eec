#include "app/commands/doctor_key.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "app/query/connection.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto expiry_notice = std::chrono::days(14);

constexpr const char* untold = "the exchange does not say";

// What a key may do besides viewing, "trade and transfer"; empty: nothing.
std::string further_permissions(const KeyInfo& info) {
  std::string more = info.may_trade.value_or(false) ? "trade" : "";
  if (info.may_transfer.value_or(false)) more += more.empty() ? "transfer" : " and transfer";
  return more;
}

void check_permissions(CheckResults& results, const KeyInfo& info) {
  const std::string more = further_permissions(info);
  if (!info.may_view) {
    results.skip("permissions", untold);
  } else if (!*info.may_view) {
    results.fail("permissions", Error(ErrorKind::auth, "this key may not view",
                                      "give it the view permission on the exchange's website"));
  } else if (!more.empty()) {
    results.warn("permissions", fmt::format("this key may also {}", more),
                 "coffer only needs to view: create a key that may do nothing else");
  } else {
    results.ok("permissions", "this key may only view");
  }
}

void check_expiry(CheckResults& results, const KeyInfo& info, Time now) {
  if (!info.expiry) {
    results.skip("expiry", untold);
    return;
  }
  if (!info.expiry->time) {
    results.ok("expiry", "this key never expires");
    return;
  }
  const Time end = *info.expiry->time;
  const auto left = end - now;
  const std::string hint = "create a new key on the exchange's website";
  if (left <= 0ms) {
    results.fail("expiry",
                 Error(ErrorKind::auth, fmt::format("this key expired on {}", date(end)), hint));
    return;
  }
  const auto days = std::chrono::floor<std::chrono::days>(left).count();
  std::string finding = fmt::format("this key expires on {}, in {}", date(end),
                                    counted(static_cast<std::size_t>(days), "day"));
  if (left <= expiry_notice) {
    results.warn("expiry", std::move(finding), hint);
  } else {
    results.ok("expiry", std::move(finding));
  }
}

void check_allowed_ips(CheckResults& results, const KeyInfo& info, const std::string& seen) {
  if (!info.allowed_ips) {
    results.skip("allowedIps", untold);
  } else if (!info.allowed_ips->empty()) {
    const std::string finding =
        fmt::format("only {} may use this key", join(*info.allowed_ips, ", "));
    if (seen.empty()) {
      results.ok("allowedIps", finding);
    } else if (is_exempt(join(*info.allowed_ips, ","), seen)) {
      results.ok("allowedIps", fmt::format("{}; the exchange sees {}", finding, seen));
    } else {
      results.fail(
          "allowedIps",
          Error(ErrorKind::auth, fmt::format("{}, but the exchange sees {}", finding, seen),
                "allow that address on the exchange's website, or ask by the other "
                "family (-4, -6)"));
    }
  } else if (!further_permissions(info).empty()) {
    results.warn("allowedIps", "any address may use this key, and it may do more than view",
                 "limit it to your addresses on the exchange's website");
  } else {
    results.ok("allowedIps", "any address may use this key");
  }
}

void check_limits(CheckResults& results, const SeenAddress& seen) {
  const std::string address = seen.address.empty() ? "this machine's address" : seen.address;
  if (!seen.is_banned) {
    results.skip("limits", untold);
  } else if (!*seen.is_banned) {
    results.ok("limits", fmt::format("{} is not banned", address));
  } else {
    std::string finding = fmt::format("the exchange has banned {}", address);
    if (seen.banned_until) finding += fmt::format(" until {}", to_text(*seen.banned_until));
    if (!seen.reason.empty()) finding += fmt::format(": {}", seen.reason);
    results.fail("limits", Error(ErrorKind::unavailable, std::move(finding),
                                 "wait until then, and ask less often"));
  }
}

void check_group(CheckResults& results, const KeyInfo& info, std::optional<int> configured,
                 const std::string& hint) {
  if (!configured) {
    results.ok("accountGroup", fmt::format("{}, as the exchange says", info.account_group));
  } else if (*configured == info.account_group) {
    results.ok("accountGroup", fmt::format("{}, as configured", info.account_group));
  } else {
    results.fail("accountGroup", Error(ErrorKind::rejected,
                                       fmt::format("{} is configured, but this key's is {}",
                                                   *configured, info.account_group),
                                       hint));
  }
}

}  // namespace

void check_key_info(CheckResults& results, const KeyInfo& info, const SeenAddress& seen, Time now,
                    std::optional<int> configured_group, const std::string& group_hint) {
  check_permissions(results, info);
  check_expiry(results, info, now);
  check_allowed_ips(results, info, seen.address);
  check_limits(results, seen);
  check_group(results, info, configured_group, group_hint);
}

void skip_key_info(CheckResults& results, const std::string& why,
                   const std::optional<SeenAddress>& seen, const std::string& unasked) {
  for (const char* const step : {"permissions", "expiry", "allowedIps"}) results.skip(step, why);
  if (seen) {
    check_limits(results, *seen);
  } else {
    results.skip("limits", unasked);
  }
  results.skip("accountGroup", why);
}

}  // namespace coffer::app
