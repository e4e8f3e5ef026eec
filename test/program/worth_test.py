"""What accounts are worth: `worth` and `--value`."""

import csv
import decimal
import fractions
import json
import random
import threading

import harness
import servers

CASH = "/api/pro/v1/cash/balance"
MARGIN = "/api/pro/v1/margin/balance"
TICKER = "/api/pro/v1/spot/ticker"
DECIMAL = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_EVEN)


def balances(**totals):
    return servers.envelope([
        {"asset": asset, "totalBalance": total, "availableBalance": total} for asset, total in totals.items()])


def ticker(**prices):
    """A_B="2": one A costs 2 B."""
    return servers.envelope([
        {"symbol": pair.replace("_", "/"), "close": price} for pair, price in prices.items()])


class Worth(harness.ExchangeTest):
    def serve(self, path, reply):
        self.exchange.replies[path] = reply

    def asked(self, path):
        return sum(request.path.endswith(path) for request in self.exchange.requests)

    def store(self, *names):
        for name in names:
            self.write(f".config/coffer/{name}.json", servers.profile(self.exchange.url))

    def rows(self, *arguments, **options):
        result = self.coffer(*arguments, "--csv", env=self.env, **options)
        self.assertEqual(result.status, 0, result)
        return list(csv.DictReader(result.stdout.splitlines()))

    def test_all_is_asked_at_the_same_time_over_connections_of_their_own(self):
        for arguments, paths in (["worth"], (CASH, MARGIN, TICKER)), (["cash", "--value", "BTC"], (CASH, TICKER)):
            together = threading.Barrier(len(paths), timeout=10)
            for path in paths:
                reply = self.exchange.replies[path]
                self.serve(path, lambda request, reply=reply: (together.wait(), reply)[1])
            before = self.exchange.connections
            self.assertEqual(self.coffer(*arguments, env=self.env).status, 0)
            self.assertEqual(self.exchange.connections - before, len(paths))
            self.exchange.replies |= {CASH: balances(), MARGIN: servers.envelope([]), TICKER: ticker(BTC_USDT="1")}

    def test_the_account_group_is_asked_for_once(self):
        env = {name: value for name, value in self.env.items() if name != "COFFER_ACCOUNT_GROUP"}
        self.assertEqual(self.coffer("worth", env=env).status, 0)
        self.assertEqual(self.asked("/info"), 1)
        self.serve("/api/pro/v1/info", servers.failure(510001, "SERVER_ERROR"))
        self.fails(self.coffer("worth", "--retries", "0", env={**env, "XDG_CACHE_HOME": "/nowhere"}), 7, "510001")
        self.assertEqual(self.asked("/info"), 3)

    def test_profiles_of_one_host_share_its_prices(self):
        self.store("a", "b", "c")
        result = self.coffer("worth", "--all-profiles", "--csv", "--columns", "profile,value")
        self.assertEqual((result.status, result.stdout.count("263871.720030342")), (0, 3))
        self.assertEqual((self.asked(CASH), self.asked(MARGIN), self.asked(TICKER)), (3, 3, 1))

    def test_an_account_without_margin_is_worth_its_cash(self):
        self.serve(MARGIN, servers.failure(310002, "INVALID_MARGIN_ACCOUNT"))
        self.prints(self.coffer("worth", env=self.env), "CASH    252671.720030342 USDT\n"
                    "MARGIN       0           USDT\nWORTH   252671.720030342 USDT\n")
        self.serve(MARGIN, servers.failure(310001, "INVALID_MARGIN_BALANCE"))
        self.fails(self.coffer("worth", env=self.env), 8, "310001")

    def test_what_has_no_price_is_in_no_sum_and_told(self):
        self.serve(CASH, balances(USDT="1", FOO="7", ZERO="0", BAR="2"))
        self.serve(MARGIN, servers.envelope([dict(servers.MARGIN[0], asset="FOO")]))
        told = "coffer: warning: no price in USDT for FOO, BAR: left out of every sum\n"
        result = self.coffer("worth", env=self.env)
        self.assertEqual((result.status, result.stdout, result.stderr), (
            0, "CASH      1 USDT\nMARGIN    0 USDT\nWORTH     1 USDT\nUNPRICED  FOO BAR\n", told))
        result = self.coffer("worth", "--json", env=self.env)
        self.assertEqual(json.loads(result.stdout)["unpriced"], ["FOO", "BAR"])
        self.assertEqual(json.loads(result.stderr), {"warning": {"message": told[17:-1]}})
        result = self.coffer("cash", "--value", "USDT", "--show-all", "--csv", "--no-headers", env=self.env)
        self.assertEqual((result.stdout, result.stderr), (
            "USDT,1,1,1,1,100.00,USDT\nFOO,7,7,,,,USDT\nZERO,0,0,,0,0.00,USDT\nBAR,2,2,,,,USDT\n", told))
        self.store("a", "b")
        self.assertEqual(self.coffer("worth", "--all-profiles").stderr,
                         told.replace("no price", "a: no price") + told.replace("no price", "b: no price"))
        lines = self.coffer("worth", "--all-profiles", "--json").stderr.splitlines()
        self.assertEqual([json.loads(line)["warning"] for line in lines],
                         [{"message": told[17:-1], "profile": name} for name in ("a", "b")])

    def test_a_line_for_what_is_unpriced_only_where_something_is(self):
        self.store("a", "b")
        replies = [balances(FOO="1"), balances(USDT="1")]
        self.serve(CASH, lambda _: replies.pop())
        self.serve(MARGIN, servers.envelope([]))
        self.assertEqual(self.coffer("worth", "--all-profiles", "-q").stdout.count("UNPRICED"), 1)

    def test_a_total_is_one_row_with_shares_of_the_sum(self):
        accounts = Accounts(self, {"BTC/USDT": "1000"}, [
            (json.loads(balances(USDT="10", BTC="0.01"))["data"], []),
            (json.loads(balances(BTC="0.02", FOO="1"))["data"], [dict(servers.MARGIN[0], totalBalance="5")])])
        accounts.store(self)
        result = self.coffer("worth", "--all-profiles", "--total", "--json")
        row = {"currency": "USDT", "cashValue": "40", "marginValue": "5", "value": "45", "unpriced": ["FOO"]}
        self.assertEqual(json.loads(result.stdout), [row])
        self.assertEqual(self.coffer("worth", "--all-profiles", "--total", "-q").stdout,
                         "CASH      40 USDT\nMARGIN     5 USDT\nWORTH     45 USDT\nUNPRICED  FOO\n")
        result = self.coffer("cash", "--value", "USDT", "--all-profiles", "--total", "--csv", "--no-headers")
        self.assertEqual(result.stdout, "USDT,10,10,1,10,25.00,USDT\nBTC,0.03,0.03,1000,30,75.00,USDT\nFOO,1,1,,,,USDT\n")

    def test_a_total_of_several_hosts_is_by_the_prices_of_each(self):
        for name, pairs, reply in (("a", {"BTC_USDT": "5"}, {}), ("b", {"BTC_USDT": "2", "DOT_USDT": "7"}, {"DOT": "1"})):
            exchange = self.exchange if name == "a" else servers.Exchange(self)
            exchange.replies |= {CASH: balances(BTC="1", FOO="1", **reply), MARGIN: servers.envelope([]),
                                 TICKER: ticker(**pairs)}
            self.write(f".config/coffer/{name}.json", servers.profile(exchange.url))
        result = self.coffer("worth", "--all-profiles", "--total", "--csv", "--no-headers")
        self.assertEqual(result.stdout, "USDT,14,0,14,FOO\n", result)
        self.fails(self.coffer("cash", "--value", "USDT", "--all-profiles", "--total"), 2,
                   "--total: one row cannot have the prices of several exchanges",
                   "hint: leave out --value, or --total; `coffer worth` adds up the values of each")

    def test_prices_that_do_not_come_are_the_failure(self):
        self.serve(TICKER, servers.Reply("busy", 503))
        for command in ["worth"], ["cash", "--value", "USDT"]:
            self.fails(self.coffer(*command, "--retries", "0", env=self.env), 7, "prices: ", "503")

    def test_a_currency_that_no_pair_knows_is_told_before_anything_is_printed(self):
        for command in ["worth"], ["margin", "--watch"], ["worth", "--watch", "--csv"]:
            self.fails(self.coffer(*command, "--value", "USDX", env=self.env), 8, "USDX", "did you mean USDT?")
        self.assertEqual(self.asked(TICKER), 3)

    def test_named_assets_are_a_part_of_all(self):
        self.assertEqual(self.rows("cash", "eth", "--value", "USDT")[0]["share"], "0.08")
        self.assertEqual([request.query for request in self.exchange.requests if request.query], [{"showAll": "true"}])
        self.fails(self.coffer("cash", "XYZ", "--value", "USDT", env=self.env), 8, "XYZ")

    def test_values_are_conditions_filters_and_orders(self):
        value = "--value", "USDT"
        rows = self.rows("cash", *value, "--where", "value>=195.474525", "--where", "share<99", "--sort", "-value")
        self.assertEqual([row["asset"] for row in rows], ["USDT", "ETH"])
        result = self.coffer("cash", "USDT", *value, "--fail-if", "BTC.share>99.4", env=self.env)
        self.assertEqual((result.status, result.stderr), (11, "coffer: BTC.share>99.4 holds: found 99.41\n"))
        self.assertEqual(self.coffer("worth", "--fail-if", "value<263871.720030343", env=self.env).status, 11)
        self.assertEqual(self.coffer("worth", "--fail-if", "value<263871.720030342", env=self.env).status, 0)
        self.fails(self.coffer("worth", "--where", "value>1", env=self.env), 2, "--where")
        self.fails(self.coffer("cash", "--columns", "value", env=self.env), 2, "unknown column 'value'")

    def test_rounds_ask_for_prices_once_each(self):
        replies = [ticker(BTC_USDT="1"), ticker(BTC_USDT="2")]
        self.serve(TICKER, lambda _: replies.pop(0))
        self.serve(CASH, balances(BTC="3"))
        self.serve(MARGIN, servers.envelope([]))
        result = self.coffer("worth", "-w", "-n1", "--csv", "--columns", "value", "--fail-if", "value>=6", env=self.env)
        self.assertEqual((result.status, [line.split(",")[-1] for line in result.stdout.split()]),
                         (11, ["value", "3", "6"]))
        self.assertEqual((self.exchange.connections, replies), (3, []))

    def test_a_log_keeps_values_or_refuses_them(self):
        plain, valued, worth = (str(self.home / name) for name in ("plain.csv", "valued.csv", "worth.csv"))
        value = "cash", "--value", "USDT"
        self.prints(self.coffer("cash", "--append", plain, env=self.env), "")
        self.fails(self.coffer(*value, "--append", plain, env=self.env), 10, "price, value, share, currency")
        for _ in range(2):
            self.prints(self.coffer(*value, "--append", valued, env=self.env), "")
            self.prints(self.coffer("worth", "--append", worth, env=self.env), "")
        self.prints(self.coffer("cash", "--value", "BTC", "--append", valued, env=self.env), "")
        self.fails(self.coffer("cash", "--append", valued, env=self.env), 10, "price, value, share, currency")
        self.fails(self.coffer("worth", "--columns", "value", "--append", worth, env=self.env), 2, "currency")
        columns = "--csv", "--no-headers", "--columns", "asset,column,count,last"
        self.prints(self.coffer("history", valued, "--of", "value", "--asset", "ETH", *columns),
                    "ETH,value USDT,2,195.474525\nETH,value BTC,1,0.017222045769917053522875\n")
        self.prints(self.coffer("history", valued, "--of", "value usdt", "--asset", "ETH", *columns),
                    "ETH,value USDT,2,195.474525\n")
        self.prints(self.coffer("history", valued, "--asset", "ETH", *columns), "ETH,totalBalance,3,0.6\n")
        self.prints(self.coffer("history", worth, *columns), "USDT,value,2,263871.720030342\n")

    def test_a_sold_asset_is_worth_nothing_in_the_log(self):
        log = self.home / "log.csv"
        for total in "1", "0":
            self.serve(CASH, balances(USDT="3", BTC=total))
            self.prints(self.coffer("cash", "--value", "USDT", "--append", str(log), env=self.env), "")
        self.assertEqual([line.split(",", 3)[3] for line in log.read_text().splitlines()[3:]],
                         ["USDT,3,3,1,3,100.00,USDT", "BTC,0,0,11350.25,0,0.00,USDT"])


class Accounts(servers.Exchange):
    """Many accounts, told by their keys, whose signatures are nobody's concern."""

    def __init__(self, test, prices, accounts):
        super().__init__(test)
        self.prices, self.accounts = prices, accounts

    def store(self, test):
        for number in range(len(self.accounts)):
            test.write(f".config/coffer/{number:04}.json", {
                "api_key": str(number), "api_secret": "x", "account_group": 6, "base_url": self.url})

    def answer(self, request):
        if request.path == TICKER:
            return servers.envelope([{"symbol": pair, "close": price} for pair, price in self.prices.items()])
        cash, margin = self.accounts[int(request.header("x-auth-key"))]
        return servers.envelope(margin if "margin" in request.path else cash)


class Sums(harness.TestCase):
    """Against a computation by Python's fractions."""

    CODES = "USDT", "USDC", "BTC", "ETH", "AAA", "BBB", "CCC", "DDD", "EEE", "LONELY"
    COUNT = 2000

    def amount(self, signed=False):
        digits = self.random.choice((1, 3, 9, 30))
        number = decimal.Decimal(self.random.randrange(10 ** digits)).scaleb(-self.random.randrange(19))
        return f"{-number if signed and self.random.random() < 0.2 else number:f}"

    def price_between(self, asset, currency):
        if f"{asset}/{currency}" in self.prices:
            return fractions.Fraction(self.prices[f"{asset}/{currency}"])
        if inverse := self.prices.get(f"{currency}/{asset}"):
            exact = DECIMAL.divide(decimal.Decimal(1), decimal.Decimal(inverse))
            return fractions.Fraction(exact.quantize(decimal.Decimal("1e-18"), context=DECIMAL)) or None
        return None

    def price(self, asset, currency):
        if asset == currency:
            return fractions.Fraction(1)
        if price := self.price_between(asset, currency):
            return price
        for between in "USDT", "USDC", "BTC", "ETH":
            first, second = self.price_between(asset, between), self.price_between(between, currency)
            if first and second:
                return first * second
        return None

    def value(self, asset, amount):
        price = self.price(asset, self.currency)
        return 0 if amount == 0 else None if price is None else amount * price

    def setUp(self):
        super().setUp()
        self.random = random.Random(11)
        count = 50 if self.instrumented() else self.COUNT
        pairs = [f"{a}/{b}" for a in self.CODES for b in self.CODES if "LONELY" not in (a, b) and a < b]
        self.prices = {pair: price for pair in self.random.sample(pairs, 15) if float(price := self.amount())}
        self.accounts = []
        for _ in range(count):
            assets = [self.random.sample(self.CODES, self.random.randrange(len(self.CODES))) for _ in range(2)]
            cash = [dict(asset=asset, totalBalance=self.amount(), availableBalance="0") for asset in assets[0]]
            margin = [dict(asset=asset, totalBalance=self.amount(), availableBalance="0",
                           borrowed=self.amount(), interest=self.amount()) for asset in assets[1]]
            self.accounts.append((cash, margin))
        Accounts(self, self.prices, self.accounts).store(self)
        self.currency = self.random.choice(sorted({code for pair in self.prices for code in pair.split("/")}))

    def rows(self, command):
        """Of all accounts; the exchange is too slow to serve them to one command."""
        rows = []
        numbers = range(len(self.accounts))
        while numbers:
            names = [word for number in numbers[:250] for word in ("-p", f"{number:04}")]
            result = self.coffer(command, *names, "--value", self.currency, "--csv", "-q")
            self.assertEqual(result.status, 0, result)
            rows += csv.DictReader(result.stdout.splitlines())
            numbers = numbers[250:]
        return rows

    def equal(self, text, number):
        self.assertEqual(fractions.Fraction(text) if text else None, number)

    def net(self, row):
        return sum(sign * fractions.Fraction(row.get(key, 0)) for key, sign in
                   (("totalBalance", 1), ("borrowed", -1), ("interest", -1)))

    def test_worth(self):
        rows = self.rows("worth")
        self.assertEqual(len(rows), len(self.accounts))
        for row in rows:
            values = [[(each["asset"], self.value(each["asset"], self.net(each))) for each in account]
                      for account in self.accounts[int(row["profile"])]]
            cash, margin = (sum(value or 0 for _, value in account) for account in values)
            self.equal(row["cashValue"], cash)
            self.equal(row["marginValue"], margin)
            self.equal(row["value"], cash + margin)
            unpriced = [asset for account in values for asset, value in account if value is None]
            self.assertEqual(row["unpriced"].split(), list(dict.fromkeys(unpriced)))

    def test_values(self):
        for place, command in enumerate(("cash", "margin")):
            rows = iter(self.rows(command))
            for account in self.accounts:
                values = [self.value(each["asset"], self.net(each)) for each in account[place]]
                whole = sum(value or 0 for value in values)
                for each, value in zip(account[place], values):
                    row = next(rows)
                    self.assertEqual(row["asset"], each["asset"])
                    self.equal(row["price"], self.price(each["asset"], self.currency))
                    self.equal(row["value"], value)
                    share = None if value is None or whole <= 0 else round(value * 100 / whole, 2)
                    self.equal(row["share"], share)
                    self.assertRegex(row["share"], r"\A(-?\d+\.\d\d)?\Z")


harness.main()
