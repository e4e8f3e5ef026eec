"""An exchange with a ledger, for the tests of what reads it."""

import json
import random
import time

import harness
import servers

DAY = 86_400_000
TODAY = int(time.time() * 1000) // DAY * DAY

HEADER = "time,account,event,asset,amount,balance,orderId,side,orderType,liquidity,sn\n"


def date(milliseconds):
    return time.strftime("%Y-%m-%d", time.gmtime(milliseconds / 1000))


def stamp(milliseconds):
    """As coffer prints a time that is a whole second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(milliseconds / 1000))


def order(sn, at, *changes):
    """A fill; of each change event, asset, amount and the balance after all."""
    return {"sn": sn, "transactTime": at, "orderId": f"o{sn}", "orderType": "limit", "side": "buy",
            "liquidityInd": "AddedLiquidity", "data": [
                {"asset": asset, "dataType": event, "deltaQty": amount, "curBalance": balance}
                for event, asset, amount, balance in changes]}


def deposit(sn, at, amount, balance, asset="USDT"):
    return {"sn": sn, "transactTime": at, "eventType": "deposit",
            "data": [{"asset": asset, "deltaQty": amount, "curBalance": balance}]}


class LedgerTest(harness.ExchangeTest):
    def setUp(self):
        super().setUp()
        self.log = self.home / "ledger.csv"
        self.snapshots = {date(TODAY): (100, TODAY, {"USDT": "10", "BTC": "1"})}
        self.entries = []
        self.refusals = []  # replies that come before pages
        self.serve("cash")

    def serve(self, account):
        base = f"/api/pro/data/v1/{account}/balance/"
        self.exchange.replies[base + "snapshot"] = self.snapshot
        self.exchange.replies[base + "history"] = self.page

    def snapshot(self, request):
        if request.query["date"] not in self.snapshots:
            return servers.failure(100002, "DATA_NOT_AVAILABLE")
        sn, at, balances = self.snapshots[request.query["date"]]
        return json.dumps({"meta": {"sn": sn, "balanceTime": at}, "balance": [
            {"asset": asset, "balance": amount} for asset, amount in balances.items()]})

    def page(self, request):
        if self.refusals:
            return self.refusals.pop(0)
        sn, limit = int(request.query["sn"]), int(request.query["limit"])
        page = sorted((each for each in self.entries if each["sn"] >= sn), key=lambda each: each["sn"])[:limit]
        random.shuffle(page)
        return servers.envelope({"meta": {}, "order": [each for each in page if "orderId" in each],
                                 "balance": [each for each in page if "orderId" not in each]})

    def ledger(self, *options, env=None):
        return self.coffer("ledger", "--csv", *options, env={**self.env, **(env or {})})

    def append(self, *options):
        return self.coffer("ledger", "--append", str(self.log), *options, env=self.env)

    def rows(self):
        """The rows of the log from their times on."""
        return [line.split(",", 3)[3] for line in self.log.read_text().splitlines()[1:]]

    def trade_today(self):
        """A deposit, and a trade with its fee, at the first seconds of today."""
        self.entries = [deposit(101, TODAY + 1000, "5", "15"),
                        order(102, TODAY + 2000, ("trade", "BTC", "1", "1.99"),
                              ("trade", "USDT", "-4", "11"), ("fee", "BTC", "-0.01", "1.99"))]
        one, two = stamp(TODAY + 1000), stamp(TODAY + 2000)
        of_order = "o102,buy,limit,AddedLiquidity,102"
        return [f"{one},cash,deposit,USDT,5,15,,,,,101", f"{two},cash,trade,BTC,1,1.99,{of_order}",
                f"{two},cash,trade,USDT,-4,11,{of_order}", f"{two},cash,fee,BTC,-0.01,1.99,{of_order}"]
