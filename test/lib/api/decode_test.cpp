#include "coffer/decode.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "coffer/utf8.hpp"
#include "lib/src/api/reply.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/heap.hpp"

namespace coffer {
namespace {

constexpr const char* risk_reply = R"({"code":0,"data":{
  "accountMaxLeverage":"10","availableBalanceInUSDT":"17715.8175","totalBalanceInUSDT":"17716",
  "totalBorrowedInUSDT":"1","totalInterestInUSDT":"0.5","netBalanceInUSDT":"17714.5",
  "pointsBalance":"0","currentLeverage":"1","cushion":"-1"}})";

constexpr const char* info_reply = R"({"code":0,"data":{
  "accountGroup":6,"email":"a@example.com","expireTime":1604620800123,
  "allowedIps":["192.0.2.1","192.0.2.2"],"cashAccount":["c1"],"marginAccount":[],
  "tradePermission":false,"transferPermission":true,"userUID":"U1","viewPermission":true}})";

std::string cash_reply(std::string_view balances) {
  return fmt::format(R"({{"code":0,"data":[{}]}})", balances);
}

std::string balance(std::string_view total) {
  return cash_reply(
      fmt::format(R"({{"asset":"BTC","totalBalance":{},"availableBalance":"0"}})", total));
}

std::string total_of(std::string_view json) {
  return decode_cash_balances(balance(json)).at(0).total.text();
}

template <class Decode>
Error refusal(Decode decode, std::string reply) {
  return test::error_of([&] { decode(std::move(reply)); });
}

Error cash_refusal(std::string reply) { return refusal(decode_cash_balances, std::move(reply)); }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

Error failure(std::string_view members) { return cash_refusal(fmt::format("{{{}}}", members)); }

}  // namespace

TEST_CASE("cash balances keep the exchange's order and text") {
  const auto balances = decode_cash_balances(R"({"code": 0, "data": [
    {"asset": "USDT", "totalBalance": "1285.366663467", "availableBalance": "1285.366663467"},
    {"asset": "BTC", "totalBalance": "22.1308675", "availableBalance": "16.1308675"}]})");
  REQUIRE(balances.size() == 2);
  CHECK(balances[0].asset == "USDT");
  CHECK(balances[0].total.text() == "1285.366663467");
  CHECK(balances[1].asset == "BTC");
  CHECK(balances[1].total.text() == "22.1308675");
  CHECK(balances[1].available.text() == "16.1308675");
  CHECK(decode_cash_balances(R"({"code":0,"data":[]})").empty());
}

TEST_CASE("margin balances have what is borrowed and the interest") {
  const auto balances = decode_margin_balances(R"({"code":0,"data":[{"asset":"ETH",
    "totalBalance":"20","availableBalance":"19","borrowed":"2","interest":"0.1"}]})");
  REQUIRE(balances.size() == 1);
  CHECK(balances[0].asset == "ETH");
  CHECK(balances[0].total.text() == "20");
  CHECK(balances[0].available.text() == "19");
  CHECK(balances[0].borrowed.text() == "2");
  CHECK(balances[0].interest.text() == "0.1");
}

TEST_CASE("every field of the margin risk arrives in its place") {
  const MarginRisk risk = decode_margin_risk(risk_reply);
  CHECK(risk.max_leverage.text() == "10");
  CHECK(risk.available.text() == "17715.8175");
  CHECK(risk.total.text() == "17716");
  CHECK(risk.borrowed.text() == "1");
  CHECK(risk.interest.text() == "0.5");
  CHECK(risk.net.text() == "17714.5");
  CHECK(risk.points.text() == "0");
  CHECK(risk.leverage.text() == "1");
  CHECK(risk.cushion.text() == "-1");
}

TEST_CASE("every field of the key info arrives in its place") {
  const KeyInfo info = decode_key_info(info_reply);
  CHECK(info.account_group == 6);
  CHECK(info.user_uid == "U1");
  CHECK(info.email == "a@example.com");
  REQUIRE((info.expiry && info.expiry->time));
  CHECK(info.expiry->time->time_since_epoch() == std::chrono::milliseconds(1604620800123));
  CHECK(info.may_view == true);
  CHECK(info.may_trade == false);
  CHECK(info.may_transfer == true);
  CHECK(info.allowed_ips == std::vector<std::string>{"192.0.2.1", "192.0.2.2"});
  CHECK(info.cash_accounts == std::vector<std::string>{"c1"});
  CHECK(info.margin_accounts == std::vector<std::string>());
}

TEST_CASE("of the key info only the account group must be there") {
  for (const char* const reply :
       {R"({"code":0,"data":{"accountGroup":6}})",
        R"({"code":0,"data":{"accountGroup":6,"email":null,"expireTime":null,"allowedIps":null,)"
        R"("viewPermission":null}})"}) {
    const KeyInfo info = decode_key_info(reply);
    CHECK(info.account_group == 6);
    CHECK_FALSE((info.user_uid || info.email || info.expiry || info.allowed_ips));
    CHECK_FALSE((info.may_view || info.may_trade || info.may_transfer));
    CHECK_FALSE((info.cash_accounts || info.margin_accounts));
  }
  CHECK(refusal(decode_key_info, replaced(info_reply, "accountGroup", "other")).message ==
        "key info: $.data: accountGroup is missing");
}

TEST_CASE("a key that never expires has no expiry, and a nonsense time is refused") {
  const auto never = decode_key_info(replaced(info_reply, "1604620800123", "-1")).expiry;
  CHECK((never && !never->time));
  for (const char* const time : {"-2", "253402300800000", "9223372036854775807"}) {
    const Error error = refusal(decode_key_info, replaced(info_reply, "1604620800123", time));
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message == "key info: $.data.expireTime: not a time");
  }
}

TEST_CASE("an account group is 0 to 2147483647") {
  const auto with_group = [](const char* group) {
    return replaced(info_reply, "\"accountGroup\":6", fmt::format("\"accountGroup\":{}", group));
  };
  CHECK(decode_key_info(with_group("0")).account_group == 0);
  CHECK(decode_key_info(with_group("2147483647")).account_group == 2147483647);
  for (const char* const group : {"-1", "2147483648", "6.0", "\"6\"", "null"}) {
    const Error error = refusal(decode_key_info, with_group(group));
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message.rfind("key info: $.data.accountGroup: ", 0) == 0);
  }
}

TEST_CASE("finding the account group depends on nothing else in the reply") {
  CHECK(decode_account_group(info_reply) == 6);
  CHECK(decode_account_group(R"({"data":{"email":null,"accountGroup":4},"code":0})") == 4);
  CHECK(refusal(decode_account_group, R"({"code":0,"data":{}})").message ==
        "key info: $.data: accountGroup is missing");
}

TEST_CASE("the account that a reply is about is known where the reply names it") {
  CHECK(decode_account_id(
            R"({"code":0,"accountId":"csh1","ac":"CASH","data":[{"accountId":"x"}]})") == "csh1");
  CHECK(decode_account_id(R"({"code":0,"data":[]})").empty());
  CHECK(decode_account_id(R"({"code":0,"accountId":7,"data":[]})").empty());
}

TEST_CASE("what the exchange tells of the address that asks may lack anything") {
  const SeenAddress seen = decode_seen_address(
      R"({"code":0,"data":{"ip":"2001:db8::1","webSocket":{"status":{"isBanned":true,)"
      R"("bannedUntil":1600000000000,"violationCode":1,"reason":"why"},"limits":{}}}})");
  CHECK(seen.address == "2001:db8::1");
  CHECK(seen.is_banned == true);
  CHECK(seen.banned_until == Time(std::chrono::milliseconds(1600000000000)));
  CHECK(seen.reason == "why");
  const SeenAddress older = decode_seen_address(
      R"({"code":0,"data":{"ip":"192.0.2.1","webSocket":{"isBanned":false,"bannedUntil":-1}}})");
  CHECK(older.is_banned == false);
  CHECK_FALSE(older.banned_until);
  const SeenAddress nothing =
      decode_seen_address(R"({"code":0,"data":{"ip":7,"webSocket":{"isBanned":"no"}}})");
  CHECK((nothing.address.empty() && !nothing.is_banned));
}

TEST_CASE("The exchange's clock is when it received the request") {
  const auto received = decode_exchange_clock(
      R"({"code":0,"data":{"requestTimeEcho":1,"requestReceiveAt":1600000000123,"latency":2}})");
  CHECK(received.time_since_epoch().count() == 1600000000123);
  CHECK_THROWS_AS(decode_exchange_clock(R"({"code":0,"data":{"requestTimeEcho":1}})"), Error);
  CHECK_THROWS_AS(decode_exchange_clock(R"({"code":0,"data":{"requestReceiveAt":-1}})"), Error);
  CHECK_THROWS_AS(decode_exchange_clock(R"({"code":0,"data":{"requestReceiveAt":-2}})"), Error);
}

TEST_CASE("Prices are the last traded ones, as text or numbers, and may be lacking") {
  const Prices prices = decode_prices(R"({"code":0,"data":[
    {"symbol":"BTC/USDT","open":"1","close":"11350.25","bid":["1","2"]},
    {"close":325.790875,"symbol":"ETH/USDT"},
    {"symbol":"A/USDT"},{"symbol":"B/USDT","close":null},{"symbol":"C/USDT","close":""},
    {"symbol":"D/USDT","close":"0.00"},{"symbol":"BTC-PERP","close":"7"}]})");
  CHECK(prices.price("BTC", "USDT")->text() == "11350.25");
  CHECK(prices.price("ETH", "USDT")->text() == "325.790875");
  CHECK_FALSE(prices.price("A", "USDT"));
  CHECK_FALSE(prices.price("B", "USDT"));
  CHECK_FALSE(prices.price("C", "USDT"));
  CHECK_FALSE(prices.price("D", "USDT"));
  CHECK(prices.codes() == std::vector<std::string_view>{"A", "B", "BTC", "C", "D", "ETH", "USDT"});
}

TEST_CASE("A price list that cannot be trusted is refused") {
  const auto message = [](const std::string& list) {
    return refusal(decode_prices, R"({"code":0,"data":)" + list + "}").message;
  };
  CHECK(message(R"([{"symbol":"A/B","close":"-1"}])") == "prices: $.data[0]: not a price");
  CHECK(message(R"([{"symbol":"A/B","close":"1,5"}])")
            .starts_with("prices: $.data[0].close: not an"));
  CHECK(message(R"([{"close":"1"}])") == "prices: $.data[0]: symbol is missing");
  CHECK(message(R"([{"symbol":"A/B"},{"symbol":"A/B"}])") ==
        "prices: $.data[1]: duplicate pair A/B");
  CHECK(message(R"({"symbol":"A/B"})") == "prices: $.data: expected an array, found an object");
}

TEST_CASE("members may come in any order, and unknown ones are ignored") {
  const auto balances = decode_cash_balances(R"({"data":[{"availableBalance":"1","new":{"a":[1]},
    "totalBalance":"2","asset":"BTC"}],"accountId":"x","ac":"CASH","code":0})");
  REQUIRE(balances.size() == 1);
  CHECK(balances[0].total.text() == "2");
  CHECK(balances[0].available.text() == "1");
}

TEST_CASE("an amount is one as a string and as a number") {
  for (const std::string_view text : {"1.10", "-22.1308675"}) {
    CHECK(total_of(fmt::format("\"{}\"", text)) == text);
    CHECK(total_of(text) == text);
  }
  for (const char* const amount : {"\"1,5\"", "\"1e65\"", "1e65"}) {
    const Error error = cash_refusal(balance(amount));
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message ==
          "cash balances: $.data[0].totalBalance: not an exact decimal number of at most 256 "
          "characters");
  }
}

TEST_CASE("a reply that is not what the API promises is refused by its path") {
  struct {
    const char* reply;
    const char* message;
  } const cases[] = {
      {R"({"data":[]})", "$: code is missing"},
      {R"({"code":0.5,"data":[]})", "$.code: expected an integer of 64 bits, found another number"},
      {R"({"code":0})", "$: data is missing"},
      {R"({"code":0,"data":null})", "$.data: expected an array, found null"},
      {R"([])", "$: expected an object, found an array"},
      {R"({"code":0,"data":[{"asset":"A","availableBalance":"1"}]})",
       "$.data[0]: totalBalance is missing"},
      {R"({"code":0,"data":[{"totalBalance":"1","availableBalance":"1"}]})",
       "$.data[0]: asset is missing"},
      {R"({"code":0,"data":[{"asset":"A","totalBalance":"1","availableBalance":"1"},
                            {"asset":"B","totalBalance":"1","availableBalance":"1"},
                            {"asset":"A","totalBalance":"1","availableBalance":"1"}]})",
       "$.data: duplicate asset A"},
  };
  for (const auto& [reply, message] : cases) {
    const Error error = cash_refusal(reply);
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message == std::string("cash balances: ") + message);
    CHECK_FALSE(error.retryable);
  }
}

TEST_CASE("each decode function names itself and each required member") {
  CHECK(refusal(decode_margin_balances, R"({"code":0,"data":[{"asset":"A","totalBalance":"1",
    "availableBalance":"1","borrowed":"0"}]})")
            .message == "margin balances: $.data[0]: interest is missing");
  for (const char* const member : {"accountMaxLeverage", "pointsBalance", "cushion"}) {
    CHECK(refusal(decode_margin_risk, replaced(risk_reply, member, "other")).message ==
          fmt::format("margin risk: $.data: {} is missing", member));
  }
  CHECK(refusal(decode_key_info, replaced(info_reply, "\"192.0.2.2\"", "5")).message ==
        "key info: $.data.allowedIps[1]: expected a string, found a number");
}

TEST_CASE("a web page is told as what it is") {
  for (const char* const page : {"<html>", " \r\n<!DOCTYPE html><p>Log in", "\xEF\xBB\xBF<html>"}) {
    const Error error = cash_refusal(page);
    CHECK(error.kind == ErrorKind::reply);
    CHECK(error.message == "cash balances: a web page instead of JSON");
    CHECK(error.hint.find("login page of the network") != std::string::npos);
  }
}

TEST_CASE("hostile text is a malformed reply") {
  using std::string_literals::operator""s;
  const std::string reply = GENERATE(""s, "{\"code\":0,\"data\":[]}\0x"s,
                                     R"({"code":0,"data":[],"x":[[[[[[[[0]]]]]]]]})"s);
  CAPTURE(reply);
  CHECK(cash_refusal(reply).kind == ErrorKind::reply);
  CHECK(coffer::refusal(404, reply).message == "HTTP 404, not JSON");
}

TEST_CASE("an asset's name may hold what is dangerous only where it is shown") {
  const auto balances = decode_cash_balances(cash_reply(
      R"({"asset":"=\u001b[31m,\"\n\u202e","totalBalance":"1","availableBalance":"1"})"));
  CHECK(balances.at(0).asset == "=\x1b[31m,\"\n\u202e");
}

TEST_CASE("what the exchange reports is thrown, whatever the data looks like") {
  const auto reply = GENERATE(
      as<std::string>{},
      R"({"code":200001,"reason":"AUTHENTICATION_FAILED","message":"no","data":5})",
      R"({"data":{"asset":[]},"message":"no","reason":"AUTHENTICATION_FAILED","code":200001})");
  const Error error = cash_refusal(reply);
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.message == "the exchange refused the key: AUTHENTICATION_FAILED (code 200001): no");
  CHECK(error.hint == "check the key and its secret encoding (raw or base64)");
  CHECK(error.code == 200001);
  CHECK(error.reason == "AUTHENTICATION_FAILED");
}

TEST_CASE("each code has its kind, and only the transient ones are worth another try") {
  const auto is = [](ErrorKind kind, int code, bool retryable = false) {
    const Error error = failure(fmt::format("\"code\":{}", code));
    return error.kind == kind && error.retryable == retryable;
  };
  for (const int code : {2100, 100009, 100011}) CHECK(is(ErrorKind::auth, code));
  for (int code = 200001; code <= 200015; ++code) CHECK(is(ErrorKind::auth, code));
  for (const int code : {100101, 510001}) CHECK(is(ErrorKind::unavailable, code, true));
  CHECK(is(ErrorKind::unavailable, 900001));
  for (int code = 310001; code <= 310005; ++code) CHECK(is(ErrorKind::rejected, code));
  for (int code = 100001; code <= 100008; ++code) CHECK(is(ErrorKind::rejected, code));
  for (const int code : {100010, 100012, 100013, 150001, 1900, 200000, 200016, -1}) {
    CHECK(is(ErrorKind::rejected, code));
  }
}

TEST_CASE("the hints say what to do") {
  const auto hint = [](int code) { return failure(fmt::format("\"code\":{}", code)).hint; };
  CHECK(hint(100011).find("clock") != std::string::npos);
  CHECK(hint(200002).find("stop retrying") != std::string::npos);
  CHECK(hint(200015).find("permission") != std::string::npos);
  CHECK(hint(310002) == "this account has no margin account");
  CHECK(hint(900001).find("log in with a browser") != std::string::npos);
  CHECK(hint(2100) == hint(200001));
  CHECK(hint(1900).empty());
}

TEST_CASE("an unknown code still gives its number, reason and message") {
  const Error error =
      failure(R"("code":1900,"reason":"BadRequest","message":"\u001b[2Jsorry","data":{})");
  CHECK(error.kind == ErrorKind::rejected);
  CHECK(error.message == "the exchange refused the request: BadRequest (code 1900): \x1b[2Jsorry");
}

TEST_CASE("explanations that are absent or no text are ignored") {
  CHECK(failure(R"("code":1900)").message == "the exchange refused the request: code 1900");
  CHECK(failure(R"("code":1900,"reason":null,"message":{"a":1},"info":7)").message ==
        "the exchange refused the request: code 1900");
  CHECK(failure(R"("code":1900,"info":"why")").message ==
        "the exchange refused the request: code 1900: why");
}

TEST_CASE("what is cut short to be shown ends with a whole character") {
  for (const std::string_view character : {"\u00e9", "\u20ac", "\U0001F4B0"}) {
    std::string flood;
    while (flood.size() < 3000) flood += character;
    for (const std::string_view shift : {"", "x", "xx", "xxx"}) {
      const std::string text = fmt::format("{}{}", shift, flood);
      const Error error =
          failure(fmt::format(R"("code":1900,"reason":"{0}","message":"{0}")", text));
      CHECK(find_malformed(error.reason) == std::string_view::npos);
      CHECK(find_malformed(error.message) == std::string_view::npos);
      CHECK(text.starts_with(error.reason));
      CHECK(error.reason.size() <= 256);
      CHECK(error.reason.size() > 256 - character.size());
      CHECK(error.message.size() < 1000);
      const std::string row =
          fmt::format(R"({{"asset":"{}","totalBalance":"1","availableBalance":"1"}})", text);
      const std::string twice = cash_refusal(cash_reply(row + "," + row)).message;
      CHECK(find_malformed(twice) == std::string_view::npos);
    }
  }
}

TEST_CASE("an account group mismatch is found in reason and message, however spelt") {
  CHECK(is_account_group_mismatch(failure(R"("code":100004,"reason":"ACCOUNT_GROUP_MISMATCH")")));
  CHECK(is_account_group_mismatch(
      failure(R"("code":1,"reason":"X","message":"error: Account-Group mismatch.")")));
  CHECK(is_account_group_mismatch(failure(R"("code":1,"message":"AccountGroupMismatch")")));
  CHECK(is_account_group_mismatch(failure(R"("code":1,"message":"AccoutGroupMismatch: 5")")));
  CHECK(is_account_group_mismatch(failure(R"("code":1,"message":"Group MISMATCH, 5")")));
  CHECK_FALSE(is_account_group_mismatch(failure(R"("code":1,"message":"group mismatches")")));
  CHECK_FALSE(is_account_group_mismatch(failure(R"("code":1,"message":"account mismatch")")));
  CHECK_FALSE(is_account_group_mismatch(failure(R"("code":200001,"message":"group")")));
}

TEST_CASE("no memory is taken for balances that are none") {
  std::string elements = "0";
  for (int i = 1; i < 100'000; ++i) elements += ",0";
  std::string reply = cash_reply(elements);
  const std::size_t size = reply.size();
  const test::HeapWatch heap;
  CHECK(cash_refusal(std::move(reply)).kind == ErrorKind::reply);
  CHECK(heap.largest() < 8 * size);
}

TEST_CASE("a snapshot is read in both spellings, with and without an envelope") {
  const std::string bare = GENERATE(
      R"({"meta":{"ac":"cash","accountId":"c1","sn":8,"snapshotTime":1604707200000},)"
      R"("snapshot":[{"asset":"BTC","totalBalance":"-0.10"}]})",
      R"({"meta":{"sn":8,"balanceTime":1604707200000},"balance":[{"asset":"BTC","balance":"-0.10"}]})");
  for (const std::string& reply : {bare, fmt::format(R"({{"code":0,"data":{}}})", bare)}) {
    const Snapshot snapshot = decode_snapshot(reply);
    CHECK(snapshot.sn == 8);
    CHECK(snapshot.time == Time(std::chrono::milliseconds(1604707200000)));
    REQUIRE(snapshot.balances.size() == 1);
    CHECK(snapshot.balances[0].asset == "BTC");
    CHECK(snapshot.balances[0].total.text() == "-0.10");
  }
}

constexpr const char* ledger_reply = R"({"meta":{"ac":"cash"},
  "order":[{"sn":9,"transactTime":1604707200001,"orderId":"o1","orderType":"Limit","side":"Buy",
    "liquidityInd":"AddedLiquidity","data":[
      {"asset":"BTC","dataType":"trade","deltaQty":"0.5","curBalance":"1.50"},
      {"asset":"BTC","dataType":"fee","deltaQty":"-0.001","curBalance":"1.50"}]}],
  "balance":[{"sn":8,"transactTime":1604707200000,"eventType":"deposit","data":[
      {"asset":"USDT","deltaQty":"7","curBalance":"7"}]}]})";

TEST_CASE("a page of the ledger is read in its order, with and without an envelope") {
  for (const std::string& reply :
       {std::string(ledger_reply), fmt::format(R"({{"code":0,"data":{}}})", ledger_reply)}) {
    const auto entries = decode_ledger(reply);
    REQUIRE(entries.size() == 2);
    const auto& [sn, time, id, type, side, liquidity, event, changes] = entries[0];
    CHECK(sn == 9);
    CHECK(time == Time(std::chrono::milliseconds(1604707200001)));
    CHECK(id == "o1");
    CHECK(type == "Limit");
    CHECK(side == "Buy");
    CHECK(liquidity == "AddedLiquidity");
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].event == "fee");
    CHECK(changes[1].amount.text() == "-0.001");
    CHECK(changes[1].balance.text() == "1.50");
    CHECK(entries[1].changes.at(0).event == "deposit");
    CHECK(!entries[1].order_id);
  }
  CHECK(decode_ledger(R"({"order":[],"balance":[]})").empty());
}

TEST_CASE("a snapshot or a page that lacks something is refused, naming it") {
  const auto [what, by, place] = GENERATE(table<const char*, const char*, const char*>(
      {{R"("sn":9,)", "", "sn"},
       {R"("transactTime":1604707200001,)", "", "transactTime"},
       {R"("dataType":"fee",)", "", "dataType"},
       {R"("eventType":"deposit",)", "", "eventType"},
       {R"("curBalance":"7")", R"("curBalance":"7,0")", "$.balance[0].data[0].curBalance"},
       {R"("sn":9)", R"("sn":9.5)", "$.order[0].sn"}}));
  const Error error = refusal(decode_ledger, replaced(ledger_reply, what, by));
  CHECK(error.kind == ErrorKind::reply);
  CHECK(error.message.find(place) != std::string::npos);
  for (const char* reply : {R"({"meta":{"sn":8,"snapshotTime":1}})",
                            R"({"meta":{"sn":8},"snapshot":[]})", R"({"snapshot":[]})", "[]",
                            R"({"meta":{"sn":8,"snapshotTime":1},"snapshot":[{"asset":"A"}]})",
                            R"({"meta":{"sn":8,"snapshotTime":1},"snapshot":[
                                {"asset":"A","balance":"1"},{"asset":"A","balance":"1"}]})"})
    CHECK(refusal(decode_snapshot, reply).kind == ErrorKind::reply);
  CHECK(refusal(decode_ledger, R"({"code":0,"data":{}})").kind == ErrorKind::reply);
  CHECK(refusal(decode_ledger, R"({"code":100002,"reason":"NONE"})").code == 100002);
}

}  // namespace coffer
