#include "app/sandbox/account.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <variant>

#include "app/system/descriptor.hpp"
#include "coffer/json_reader.hpp"

namespace coffer::app {
namespace {

Decimal amount(std::string_view text) { return Decimal::parse(text).value(); }

void read(JsonReader& json, std::string& text) { text = json.string(); }

void read(JsonReader& json, Decimal& amount) {
  const bool quoted = json.type() == JsonReader::Type::string;
  const auto value = Decimal::parse(quoted ? json.string() : json.number());
  if (!value) json.fail_after("not a decimal number");
  amount = *value;
}

template <class Record>
Record read_record(JsonReader& json) {
  constexpr const auto& members = fields<Record>;
  Record record;
  std::array<bool, members.size()> found{};
  json.each_member([&](std::string_view key) {
    const auto field = std::ranges::find_if(members, [&](const auto& f) { return f.key == key; });
    if (field == members.end()) json.fail_at(fmt::format("unknown member \"{}\"", key));
    std::visit([&](auto member) { read(json, record.*member); }, field->member);
    found[static_cast<std::size_t>(field - members.begin())] = true;
  });
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!found[i]) json.fail_missing(members[i].key);
  }
  return record;
}

// Each begins with its name.
template <class Record>
std::vector<Record> read_list(JsonReader& json) {
  constexpr std::string Record::*name = std::get<0>(fields<Record>[0].member);
  std::vector<Record> records;
  json.each_element([&] {
    records.push_back(read_record<Record>(json));
    if ((records.back().*name).empty()) json.fail_missing(fields<Record>[0].key);
  });
  return records;
}

// A pipe is read to its end, and one without a writer is empty.
std::string read_file(const std::string& path) {
  constexpr int patience = 10'000;  // ms
  const auto fail = [&](const std::string& why) {
    throw Error(ErrorKind::config, fmt::format("{}: {}", path, why));
  };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.number() < 0) fail(std::generic_category().message(errno));
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    const ssize_t size = ::read(file.number(), part.data(), part.size());
    if (size == 0) return text;
    if (size > 0) {
      text.append(part.data(), static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd pipe{.fd = file.number(), .events = POLLIN, .revents = 0};
      if (::poll(&pipe, 1, patience) == 0) fail("nothing came within 10 s");
    } else if (errno != EINTR) {
      fail(std::generic_category().message(errno));
    }
  }
}

void write_value(JsonWriter& json, int number) { json.integer(number); }
void write_value(JsonWriter& json, bool flag) { json.boolean(flag); }
void write_value(JsonWriter& json, const std::string& text) { json.string(text); }
void write_value(JsonWriter& json, const Decimal& amount) { json.string(amount.text()); }
void write_value(JsonWriter& json, const Expiry& expiry) {
  json.integer(expiry.time ? expiry.time->time_since_epoch().count() : -1);
}
void write_value(JsonWriter& json, const std::vector<std::string>& texts) {
  json.begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

template <class Value>
void write_value(JsonWriter& json, const std::optional<Value>& value) {
  if (value) {
    write_value(json, *value);
  } else {
    json.null();
  }
}

template <class Record>
void write_record(JsonWriter& json, const Record& record) {
  json.begin_object();
  for (const auto& field : fields<Record>) {
    json.key(field.key);
    std::visit([&](auto member) { write_value(json, record.*member); }, field.member);
  }
  json.end_object();
}

bool is_balance(const std::string&) { return false; }
bool is_balance(const Decimal& amount) { return amount.sign() != 0; }

template <class Balance>
void write_list(JsonWriter& json, const std::vector<Balance>& balances,
                const BalanceFilter& filter) {
  json.begin_array();
  for (const Balance& balance : balances) {
    const bool shown =
        filter.show_all || std::ranges::any_of(fields<Balance>, [&](const auto& field) {
          return std::visit([&](auto member) { return is_balance(balance.*member); }, field.member);
        });
    if (shown && (filter.asset.empty() || balance.asset == filter.asset)) {
      write_record(json, balance);
    }
  }
  json.end_array();
}

template <class Balance>
Snapshot snapshot_of(const std::vector<Balance>& balances) {
  Snapshot snapshot;
  for (const Balance& each : balances) snapshot.balances.push_back({each.asset, each.total});
  return snapshot;
}

}  // namespace

SandboxAccount sample_account() {
  SandboxAccount account;
  account.api_key = "practice-key-0000";
  account.api_secret = "cHJhY3RpY2Utc2VjcmV0LW5vdC13b3J0aC1zdGVhbGluZw==";
  account.info.account_group = 6;
  account.info.email = "practice@example.com";
  account.info.user_uid = "U0000000006";
  account.info.expiry = Expiry();
  account.info.allowed_ips.emplace();
  account.info.may_view = true;
  account.info.may_trade = false;
  account.info.may_transfer = false;
  account.info.cash_accounts = {"cshPractice"};
  account.info.margin_accounts = {"marPractice"};
  account.cash = {
      {"USDT", amount("1285.366663467"), amount("1285.366663467")},
      {"BTC", amount("22.1308675"), amount("16.1308675")},
      {"ETH", amount("0.6"), amount("0.6")},
      {"ASD", {}, {}},
  };
  account.margin = {
      {"USDT", amount("11200"), amount("11200"), {}, {}},
      {"ETH", amount("20"), amount("20"), {}, {}},
  };
  account.risk.max_leverage = amount("10");
  account.risk.available = amount("17715.8175");
  account.risk.total = amount("17715.8175");
  account.risk.net = amount("17715.8175");
  account.risk.leverage = amount("1");
  account.risk.cushion = amount("-1");
  account.prices = {{"BTC/USDT", amount("11350.25")}, {"ETH/USDT", amount("325.790875")}};

  const auto change = [](const char* asset, const char* event, const char* by) {
    return LedgerChange{asset, event, amount(by), {}};
  };
  const std::int64_t first = 8'000'001;  // sequence number
  const auto entry = [](std::int64_t sn, std::vector<LedgerChange> changes) {
    LedgerEntry made;
    made.sn = sn;
    made.changes = std::move(changes);
    return made;
  };
  const auto order = [&](std::int64_t sn, const char* id, const char* type, const char* side,
                         const char* liquidity, std::vector<LedgerChange> changes) {
    LedgerEntry made = entry(sn, std::move(changes));
    made.order_id = id;
    made.order_type = type;
    made.side = side;
    made.liquidity = liquidity;
    return made;
  };
  account.cash_ledger = SandboxLedger(
      snapshot_of(account.cash),
      {entry(first, {change("USDT", "deposit", "5000")}),
       order(first + 1, "a17000000000000000000000practice1", "limit", "buy", "AddedLiquidity",
             {change("BTC", "trade", "0.25"), change("USDT", "trade", "-2837.5625"),
              change("USDT", "fee", "-2.8375625")}),
       order(first + 2, "a17000000000000000000000practice2", "market", "sell", "RemovedLiquidity",
             {change("ETH", "trade", "-0.4"), change("USDT", "trade", "130.31635"),
              change("USDT", "fee", "-0.13031635")}),
       entry(first + 3, {change("USDT", "transfer", "-1200")})});
  account.margin_ledger = SandboxLedger(snapshot_of(account.margin),
                                        {entry(first + 3, {change("USDT", "transfer", "1200")})});
  return account;
}

SandboxAccount read_sandbox_account(const std::string& path) {
  SandboxAccount account = sample_account();
  std::string text = read_file(path);
  JsonReader json(text,
                  {.kind = ErrorKind::config, .source = path, .comments = true, .lines = true});
  json.each_member([&](std::string_view key) {
    if (key == "cash") {
      account.cash = read_list<CashBalance>(json);
      account.cash_ledger = SandboxLedger(snapshot_of(account.cash), {});
    } else if (key == "margin") {
      account.margin = read_list<MarginBalance>(json);
      account.margin_ledger = SandboxLedger(snapshot_of(account.margin), {});
    } else if (key == "risk") {
      account.risk = read_record<MarginRisk>(json);
    } else if (key == "prices") {
      account.prices = read_list<SandboxPrice>(json);
    } else {
      json.fail_at(fmt::format("unknown member \"{}\"", key));
    }
  });
  return account;
}

void write(JsonWriter& json, const std::vector<CashBalance>& balances,
           const BalanceFilter& filter) {
  write_list(json, balances, filter);
}

void write(JsonWriter& json, const std::vector<MarginBalance>& balances,
           const BalanceFilter& filter) {
  write_list(json, balances, filter);
}

void write(JsonWriter& json, const MarginRisk& risk) { write_record(json, risk); }

void write(JsonWriter& json, const KeyInfo& info) { write_record(json, info); }

void write(JsonWriter& json, const std::vector<SandboxPrice>& prices, std::string_view symbol) {
  if (!symbol.empty() && symbol.find(',') == symbol.npos) {
    const auto found = std::ranges::find(prices, symbol, &SandboxPrice::symbol);
    found == prices.end() ? static_cast<void>(json.null()) : write_record(json, *found);
    return;
  }
  const std::string wanted = fmt::format(",{},", symbol);
  json.begin_array();
  for (const SandboxPrice& price : prices) {
    if (symbol.empty() || wanted.find(fmt::format(",{},", price.symbol)) != wanted.npos)
      write_record(json, price);
  }
  json.end_array();
}

}  // namespace coffer::app
