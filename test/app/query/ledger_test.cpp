#include "app/query/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "app/output/view.hpp"
#include "app/render/formats.hpp"
#include "test/catch.hpp"
#include "test/support/fake_exchange.hpp"
#include "test/support/heap.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;
using test::error_of;
using test::Fixture;
using Numbers = std::vector<std::int64_t>;

constexpr std::chrono::sys_days day = std::chrono::year(2026) / 1 / 31;

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

// A deposit of 1 that makes it as many as the number.
std::string deposit(std::int64_t sn) {
  return fmt::format(R"({{"sn":{0},"transactTime":{1},"eventType":"deposit","data":[)"
                     R"({{"asset":"USDT","deltaQty":"1","curBalance":"{0}"}}]}})",
                     sn, 1'600'000'000'000 + sn);
}

// Those from `first` to `last`, backwards.
std::string page(std::int64_t first, std::int64_t last) {
  std::string entries;
  for (std::int64_t sn = last; sn >= first; --sn)
    entries.append(entries.empty() ? 0 : 1, ',').append(deposit(sn));
  return fmt::format(R"({{"order":[],"balance":[{}]}})", entries);
}

std::deque<LedgerEntry> read(Fixture& f, Time until = Time::max()) {
  Client client = f.client();
  return read_ledger(client, AccountKind::cash, {.sn = 0, .time = Time(), .balances = {}}, until,
                     [](std::size_t, Time) {});
}

TEST_CASE("The ledger is read to its end, each entry once and the oldest first") {
  Fixture f;
  f.transport.reply(200, page(1, 500)).reply(200, page(498, 997)).reply(200, page(997, 1000));
  const auto entries = read(f);
  REQUIRE(entries.size() == 1000);
  for (std::size_t i = 0; i < entries.size(); ++i)
    CHECK(entries[i].sn == static_cast<std::int64_t>(i) + 1);
  CHECK(f.transport.lines()[1] == "GET /api/pro/data/v1/cash/balance/history?sn=500&limit=500");
  CHECK(f.transport.lines()[2] == "GET /api/pro/data/v1/cash/balance/history?sn=997&limit=500");
  CHECK(disagreements({}, entries).empty());
}

TEST_CASE("A page goes as far as the list of it that is cut first") {
  Fixture f;
  const auto orders = [](std::int64_t first, std::int64_t last) {
    std::string entries;
    for (std::int64_t sn = first; sn <= last; ++sn)
      entries += fmt::format(R"({}{{"sn":{},"transactTime":1600000000000,"data":[]}})",
                             sn == first ? "" : ",", sn);
    return fmt::format(R"({{"order":[{}],"balance":[{}]}})", entries, deposit(2000));
  };
  f.transport.reply(200, orders(1, 500)).reply(200, orders(500, 600));
  CHECK(read(f).size() == 601);
  CHECK(f.transport.lines()[1] == "GET /api/pro/data/v1/cash/balance/history?sn=500&limit=500");
}

TEST_CASE("What comes later than is wanted is not asked for") {
  Fixture f;
  f.transport.reply(200, page(1, 500));
  CHECK(read(f, Time(1'600'000'000'400ms)).size() == 500);
}

TEST_CASE("Full pages that do not lead on end in an error") {
  Fixture f;
  std::string same = deposit(1);
  for (int i = 1; i < 500; ++i) same += "," + deposit(1);
  for (int i = 0; i < 2; ++i)
    f.transport.reply(200, fmt::format(R"({{"order":[],"balance":[{}]}})", same));
  CHECK(error_of([&] { read(f); }).kind == ErrorKind::reply);
}

TEST_CASE("An entry of the snapshot's own number counts unless the snapshot has it") {
  const bool has_it = GENERATE(true, false);
  Fixture f;
  f.transport.reply(200, page(4, 6));
  Client client = f.client();
  const Snapshot snapshot{
      .sn = 5, .time = Time(), .balances = {{"USDT", number(has_it ? "5" : "4")}}};
  const auto entries =
      read_ledger(client, AccountKind::cash, snapshot, Time::max(), [](std::size_t, Time) {});
  CHECK(entries.front().sn == (has_it ? 6 : 5));
  CHECK(disagreements(snapshot, entries).empty());
}

LedgerEntry trade(std::int64_t sn, std::vector<LedgerChange> changes) {
  LedgerEntry entry;
  entry.sn = sn;
  entry.order_id = "o";
  entry.changes = std::move(changes);
  return entry;
}

LedgerChange change(const char* asset, const char* amount, const char* balance) {
  return {asset, "trade", number(amount), number(balance)};
}

TEST_CASE("All changes of an asset by one number lead to the balance that each of them states") {
  const Snapshot snapshot{.sn = 0, .time = Time(), .balances = {{"BTC", number("1.0")}}};
  CHECK(disagreements(snapshot, {trade(1, {change("BTC", "0.5", "1.49"), change("USDT", "-3", "-3"),
                                           change("BTC", "-0.01", "1.49")}),
                                 trade(2, {change("BTC", "-1.49", "0")})})
            .empty());
}

TEST_CASE("What does not add up is told with asset, number and difference, and gone on from") {
  const auto [stated, last] =
      GENERATE(table<const char*, const char*>({{"1.6", "1.5"}, {"1.5", "1.6"}}));
  const Snapshot snapshot{.sn = 0, .time = Time(), .balances = {{"BTC", number("1")}}};
  const auto found = disagreements(
      snapshot, {trade(7, {change("BTC", "0.4", stated), change("BTC", "0.1", last)}),
                 trade(8, {change("BTC", "1", std::string_view(last) == "1.5" ? "2.5" : "2.6")})});
  CHECK(found == std::vector<std::string>{
                     "BTC at sequence number 7: the changes lead to 1.5, the exchange states 1.6, "
                     "a difference of 0.1"});
}

TEST_CASE("Of many disagreements the first five are told") {
  std::deque<LedgerEntry> entries;
  for (int i = 1; i < 9; ++i) entries.push_back(trade(i, {change("BTC", "1", "0")}));
  const auto found = disagreements({}, entries);
  REQUIRE(found.size() == 6);
  CHECK(found.back() == "and 3 more like these");
}

TEST_CASE("Where a day has no snapshot any more, the first one after it is found") {
  const auto [oldest, days] = GENERATE(table<int, std::vector<int>>({{20, {24}},
                                                                     {25, {24, 28, 26, 25}},
                                                                     {26, {24, 28, 26, 25}},
                                                                     {27, {24, 28, 26, 27}},
                                                                     {29, {24, 28, 30, 29}},
                                                                     {31, {24, 28, 30, 31}}}));
  Fixture f;
  std::vector<std::string> asked;
  for (const int tried : days) {
    f.transport.reply(
        200, tried < oldest
                 ? test::failure(100002)
                 : fmt::format(R"({{"meta":{{"sn":{},"snapshotTime":1}},"snapshot":[]}})", tried));
    asked.push_back(
        fmt::format("GET /api/pro/data/v1/cash/balance/snapshot?date=2026-01-{}", tried));
  }
  Client client = f.client();
  CHECK(first_snapshot(client, AccountKind::cash, day - std::chrono::days(90), day).sn ==
        std::max(oldest, 24));
  CHECK(f.transport.lines() == asked);
}

TEST_CASE("As long as there is no snapshot of today, that of the day before is taken") {
  Fixture f;
  f.transport.reply(200, test::failure(100002)).reply(200, test::failure(100002));
  Client client = f.client();
  CHECK(error_of([&] { first_snapshot(client, AccountKind::cash, day, day); }).code == 100002);
  CHECK(f.transport.lines()[1].ends_with("?date=2026-01-30"));
}

TEST_CASE("Where it is not for the day that a snapshot is refused, no other is asked for") {
  Fixture f;
  const int code = GENERATE(310002, 200015);
  f.transport.reply(200, test::failure(code));
  Client client = f.client();
  CHECK(error_of([&] { first_snapshot(client, AccountKind::margin, day, day); }).code == code);
}

// An exchange with that many orders in its ledger, of so many changes each.
class LongLedger final : public Transport {
 public:
  LongLedger(int orders, int changes) : orders_(orders), changes_(changes) {}

  const std::string& origin() const override { return origin_; }
  Response send(const Request& request, const WaitLimit&, Timing&) override {
    const int first = std::max(1, std::stoi(request.target.substr(request.target.find("sn=") + 3)));
    Response reply;
    reply.status = 200;
    reply.body = R"({"order":[)";
    for (int sn = first; sn < first + 500 && sn <= orders_; ++sn) {
      reply.body +=
          fmt::format(R"({}{{"sn":{},"transactTime":{},"orderId":"a1{:030}","orderType":"Limit",)"
                      R"("side":"Sell","liquidityInd":"RemovedLiquidity","data":[)",
                      sn == first ? "" : ",", sn, 1'600'000'000'000 + sn, sn);
      for (int i = 0; i < changes_; ++i)
        reply.body +=
            fmt::format(R"({}{{"asset":"USDT","dataType":"trade","deltaQty":"0.000000001",)"
                        R"("curBalance":"0.{:09}"}})",
                        i == 0 ? "" : ",", sn * changes_);
      reply.body += "]}";
    }
    reply.body += "]}";
    return reply;
  }

 private:
  std::string origin_ = "https://exchange.test";
  int orders_;
  int changes_;
};

TEST_CASE("A ledger of 50,000 changes takes at most 45 MiB until it is printed") {
  const auto [changes, format] =
      GENERATE(table<int, std::string>({{1, "table"}, {2, "json"}, {3, "csv"}}));
  const int orders = 50'000 / changes;
  const Fixture f;
  LongLedger transport(orders, changes);
  test::FakeClock clock;
  Pace pace;
  ClientOptions options;
  options.pace = &pace;
  Client client(transport, clock, f.credentials, nullptr, options);

  const test::HeapWatch heap;
  Report report;
  report.columns = ledger_columns();
  report.sources.push_back({});
  std::deque<LedgerEntry> entries =
      read_ledger(client, AccountKind::cash, {}, Time::max(), [](std::size_t, Time) {});
  CHECK(disagreements({}, entries).empty());
  for (; !entries.empty(); entries.pop_front())
    add_rows(report, std::move(entries.front()), AccountKind::cash, {});
  CHECK(report.rows.size() == static_cast<std::size_t>(orders * changes));
  shape(report, {});
  const std::string text = formats::find(format)->render(report, {});
  CHECK(text.find(fmt::to_string(orders), text.size() - 100) != std::string::npos);
  CHECK(clock.time - Deadline() > std::chrono::minutes(orders / 500 / 8 - 1));
  CHECK(heap.peak() < std::int64_t{45} * 1024 * 1024);
}

}  // namespace
}  // namespace coffer::app
