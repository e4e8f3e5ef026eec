#include "app/commands/doctor_key.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

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

// That the exchange answers shows that this machine's address is allowed, whatever it is.
void examine_addresses(Diagnosis& diagnosis, const KeyInfo& info) {
  if (!info.allowed_ips) {
    diagnosis.skip("allowedIps", untold);
  } else if (!info.allowed_ips->empty()) {
    diagnosis.ok("allowedIps",
                 fmt::format("only {} may use this key", join(*info.allowed_ips, ", ")));
  } else if (!further_permissions(info).empty()) {
    diagnosis.warn("allowedIps", "any address may use this key, and it may do more than view",
                   "limit it to your addresses on the exchange's website");
  } else {
    diagnosis.ok("allowedIps", "any address may use this key");
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

void examine_key_info(Diagnosis& diagnosis, const KeyInfo& info, Time now,
                      std::optional<int> configured_group, const std::string& group_hint) {
  examine_permissions(diagnosis, info);
  examine_expiry(diagnosis, info, now);
  examine_addresses(diagnosis, info);
  examine_group(diagnosis, info, configured_group, group_hint);
}

void skip_key_info(Diagnosis& diagnosis, const std::string& why) {
  for (const char* const step : {"permissions", "expiry", "allowedIps", "accountGroup"}) {
    diagnosis.skip(step, why);
  }
}

}  // namespace coffer::app
