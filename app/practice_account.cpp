#include "app/practice_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "coffer/json_reader.hpp"

namespace coffer::app {
namespace {

template <class Record>
using Field = std::pair<std::string_view, Decimal Record::*>;

constexpr std::array<Field<CashBalance>, 2> cash_fields{{
    {"totalBalance", &CashBalance::total},
    {"availableBalance", &CashBalance::available},
}};
constexpr std::array<Field<MarginBalance>, 4> margin_fields{{
    {"totalBalance", &MarginBalance::total},
    {"availableBalance", &MarginBalance::available},
    {"borrowed", &MarginBalance::borrowed},
    {"interest", &MarginBalance::interest},
}};
constexpr std::array<Field<MarginRisk>, 9> risk_fields{{
    {"accountMaxLeverage", &MarginRisk::max_leverage},
    {"availableBalanceInUSDT", &MarginRisk::available},
    {"totalBalanceInUSDT", &MarginRisk::total},
    {"totalBorrowedInUSDT", &MarginRisk::borrowed},
    {"totalInterestInUSDT", &MarginRisk::interest},
    {"netBalanceInUSDT", &MarginRisk::net},
    {"pointsBalance", &MarginRisk::points},
    {"currentLeverage", &MarginRisk::leverage},
    {"cushion", &MarginRisk::cushion},
}};

Decimal amount(std::string_view text) { return Decimal::parse(text).value(); }

// Reads an object of amounts. `read_other(key)` reads a member that is none, or returns false.
template <class Record, std::size_t count, class ReadOther>
Record read_record(JsonReader& json, const std::array<Field<Record>, count>& fields,
                   ReadOther&& read_other) {
  Record record;
  std::array<bool, count> found{};
  json.each_member([&](std::string_view key) {
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == key; });
    if (field == fields.end()) {
      if (!read_other(record, key)) json.fail_at(fmt::format("unknown member \"{}\"", key));
      return;
    }
    const bool quoted = json.type() == JsonReader::Type::string;
    const auto value = Decimal::parse(quoted ? json.string() : json.number());
    if (!value) json.fail_after("not a decimal number");
    record.*field->second = *value;
    found[static_cast<std::size_t>(field - fields.begin())] = true;
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (!found[i]) json.fail_missing(fields[i].first);
  }
  return record;
}

template <class Record, std::size_t count>
std::vector<Record> read_balances(JsonReader& json,
                                  const std::array<Field<Record>, count>& fields) {
  std::vector<Record> balances;
  json.each_element([&] {
    balances.push_back(read_record(json, fields, [&](Record& record, std::string_view key) {
      if (key != "asset") return false;
      record.asset = json.string();
      return true;
    }));
    if (balances.back().asset.empty()) json.fail_missing("asset");
  });
  return balances;
}

std::string read_file(const std::string& path) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "re"), close);
  std::string text;
  std::array<char, 4096> part;
  std::size_t size = 0;
  while (file && (size = std::fread(part.data(), 1, part.size(), file.get())) > 0) {
    text.append(part.data(), size);
  }
  if (!file || std::ferror(file.get()) != 0) {
    throw Error(ErrorKind::config,
                fmt::format("{}: {}", path, std::generic_category().message(errno)));
  }
  return text;
}

template <class Record, std::size_t count>
void write_amounts(JsonWriter& json, const Record& record,
                   const std::array<Field<Record>, count>& fields) {
  for (const auto& [key, member] : fields) json.key(key).string((record.*member).text());
}

template <class Record, std::size_t count>
void write_list(JsonWriter& json, const std::vector<Record>& balances,
                const std::array<Field<Record>, count>& fields, const BalanceFilter& filter) {
  json.begin_array();
  for (const Record& balance : balances) {
    const bool shown =
        filter.show_all || std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
          return (balance.*field.second).sign() != 0;
        });
    if (!shown || (!filter.asset.empty() && balance.asset != filter.asset)) continue;
    json.begin_object().key("asset").string(balance.asset);
    write_amounts(json, balance, fields);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

PracticeAccount sample_account() {
  PracticeAccount account;
  account.cash = {
      {"USDT", amount("1285.366663467"), amount("1285.366663467")},
      {"BTC", amount("22.1308675"), amount("16.1308675")},
      {"ETH", amount("0.6"), amount("0.6")},
      {"ASD", amount("0"), amount("0")},
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
  return account;
}

PracticeAccount read_practice_account(const std::string& path) {
  PracticeAccount account = sample_account();
  std::string text = read_file(path);
  JsonReader json(text,
                  {.kind = ErrorKind::config, .source = path, .comments = true, .lines = true});
  json.each_member([&](std::string_view key) {
    if (key == "cash") {
      account.cash = read_balances(json, cash_fields);
    } else if (key == "margin") {
      account.margin = read_balances(json, margin_fields);
    } else if (key == "risk") {
      account.risk = read_record(json, risk_fields, [](auto&, auto) { return false; });
    } else {
      json.fail_at(fmt::format("unknown member \"{}\"", key));
    }
  });
  return account;
}

void write_balances(JsonWriter& json, const std::vector<CashBalance>& balances,
                    const BalanceFilter& filter) {
  write_list(json, balances, cash_fields, filter);
}

void write_balances(JsonWriter& json, const std::vector<MarginBalance>& balances,
                    const BalanceFilter& filter) {
  write_list(json, balances, margin_fields, filter);
}

void write_risk(JsonWriter& json, const MarginRisk& risk) {
  json.begin_object();
  write_amounts(json, risk, risk_fields);
  json.end_object();
}

}  // namespace coffer::app
