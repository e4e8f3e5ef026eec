#include "app/commands/doctor_key.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "app/query/connection.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto expiry_notice = std::chrono::days(14);

constexpr const char* untold = "the exchange does not tell";

// What a key may do besides viewing, "trade and transfer"; empty: nothing.
std::string further_permissions(const KeyInfo& info) {
  std::string more = info.may_trade.value_or(false) ? "trade" : "";
  if (info.may_transfer.value_or(false)) more += more.empty() ? "transfer" : " and transfer";
  return more;
}

void examine_permissions(Diagnosis& diagnosis, const KeyInfo& info) {
  const std::string more = further_permissions(info);
  if (!info.may_view) {
    diagnosis.skip("permissions", untold);
  } else if (!*info.may_view) {
    diagnosis.fail("permissions", Error(ErrorKind::auth, "this key may not view",
                                        "give it the view permission on the exchange's website"));
  } else if (!more.empty()) {
    diagnosis.warn("permissions", fmt::format("this key may {}, too", more),
                   "viewing is enough for coffer: make a key that may do nothing else");
  } else {
    diagnosis.ok("permissions", "this key may view and nothing else");
  }
}

void examine_expiry(Diagnosis& diagnosis, const KeyInfo& info, Time now) {
  if (!info.expiry) {
    diagnosis.skip("expiry", untold);
    return;
  }
  if (!info.expiry->time) {
    diagnosis.ok("expiry", "this key never expires");
    return;
  }
  const Time end = *info.expiry->time;
  const auto left = end - now;
  const std::string hint = "make a new key on the exchange's website";
  if (left <= 0ms) {
    diagnosis.fail("expiry",
                   Error(ErrorKind::auth, fmt::format("this key expired on {}", date(end)), hint));
    return;
  }
  const auto days = std::chrono::floor<std::chrono::days>(left).count();
  std::string finding =
      fmt::format("this key expires on {}, in {} day{}", date(end), days, days == 1 ? "" : "s");
  if (left <= expiry_notice) {
    diagnosis.warn("expiry", std::move(finding), hint);
  } else {
    diagnosis.ok("expiry", std::move(finding));
  }
}

void examine_addresses(Diagnosis& diagnosis, const KeyInfo& info, const std::string& seen) {
  if (!info.allowed_ips) {
    diagnosis.skip("allowedIps", untold);
  } else if (!info.allowed_ips->empty()) {
    const std::string finding =
        fmt::format("only {} may use this key", join(*info.allowed_ips, ", "));
    if (seen.empty()) {
      diagnosis.ok("allowedIps", finding);
    } else if (is_exempt(join(*info.allowed_ips, ","), seen)) {
      diagnosis.ok("allowedIps", fmt::format("{}; the exchange sees {}", finding, seen));
    } else {
      diagnosis.fail(
          "allowedIps",
          Error(ErrorKind::auth, fmt::format("{}, but the exchange sees {}", finding, seen),
                "allow that address on the exchange's website, or ask by the other "
                "family (-4, -6)"));
    }
  } else if (!further_permissions(info).empty()) {
    diagnosis.warn("allowedIps", "any address may use this key, and it may do more than view",
                   "limit it to your addresses on the exchange's website");
  } else {
    diagnosis.ok("allowedIps", "any address may use this key");
  }
}

void examine_limits(Diagnosis& diagnosis, const SeenAddress& seen) {
  const std::string address = seen.address.empty() ? "this machine's address" : seen.address;
  if (!seen.is_banned) {
    diagnosis.skip("limits", untold);
  } else if (!*seen.is_banned) {
    diagnosis.ok("limits", fmt::format("{} is not banned", address));
  } else {
    std::string finding = fmt::format("the exchange has banned {}", address);
    if (seen.banned_until) finding += fmt::format(" until {}", to_text(*seen.banned_until));
    if (!seen.reason.empty()) finding += fmt::format(": {}", seen.reason);
    diagnosis.fail("limits", Error(ErrorKind::unavailable, std::move(finding),
                                   "wait until then, and ask less often"));
  }
}

void examine_group(Diagnosis& diagnosis, const KeyInfo& info, std::optional<int> configured,
                   const std::string& hint) {
  if (!configured) {
    diagnosis.ok("accountGroup", fmt::format("{}, as the exchange says", info.account_group));
  } else if (*configured == info.account_group) {
    diagnosis.ok("accountGroup", fmt::format("{}, as configured", info.account_group));
  } else {
    diagnosis.fail("accountGroup", Error(ErrorKind::rejected,
                                         fmt::format("{} is configured, but this key's is {}",
                                                     *configured, info.account_group),
                                         hint));
  }
}

}  // namespace

void examine_key_info(Diagnosis& diagnosis, const KeyInfo& info, const SeenAddress& seen, Time now,
                      std::optional<int> configured_group, const std::string& group_hint) {
  examine_permissions(diagnosis, info);
  examine_expiry(diagnosis, info, now);
  examine_addresses(diagnosis, info, seen.address);
  examine_limits(diagnosis, seen);
  examine_group(diagnosis, info, configured_group, group_hint);
}

void skip_key_info(Diagnosis& diagnosis, const std::string& why,
                   const std::optional<SeenAddress>& seen, const std::string& unasked) {
  for (const char* const step : {"permissions", "expiry", "allowedIps"}) diagnosis.skip(step, why);
  if (seen) {
    examine_limits(diagnosis, *seen);
  } else {
    diagnosis.skip("limits", unasked);
  }
  diagnosis.skip("accountGroup", why);
}

}  // namespace coffer::app
