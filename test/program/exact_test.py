"""Amounts come out exactly as the exchange sent them, and derived ones exact."""

import json

import harness
import servers

LONG = "1234567890123456789012345678.901234567891"
TINY = "0.000000001"


def balance(asset, total, available):
    return {"asset": asset, "totalBalance": total, "availableBalance": available}


class Exact(harness.ExchangeTest):
    def serve(self, *balances):
        self.exchange.replies["/api/pro/v1/cash/balance"] = servers.envelope(balances)

    def test_all_formats(self):
        self.serve(balance("LONG", LONG, TINY), balance("TINY", TINY, TINY),
                   balance("BTC", "22.1308675", "16.1308675"))
        self.prints(self.coffer("cash", env=self.env), """\
ASSET                                      TOTAL     AVAILABLE                                     LOCKED
LONG   1234567890123456789012345678.901234567891   0.000000001  1234567890123456789012345678.901234566891
TINY                              0.000000001      0.000000001                             0
BTC                              22.1308675       16.1308675                               6
""")
        self.prints(self.coffer("cash", "--csv", env=self.env),
                    "asset,totalBalance,availableBalance\n"
                    f"LONG,{LONG},{TINY}\nTINY,{TINY},{TINY}\nBTC,22.1308675,16.1308675\n")
        columns = ["--columns", "asset,lockedBalance"]
        locked = ["1234567890123456789012345678.901234566891", "0", "6"]
        result = self.coffer("cash", "--json", *columns, env=self.env)
        self.assertEqual([row["lockedBalance"] for row in json.loads(result.stdout)], locked)
        result = self.coffer("cash", "--jsonl", *columns, env=self.env)
        self.assertEqual([json.loads(line)["lockedBalance"] for line in result.stdout.splitlines()], locked)

    def test_sorting_is_exact(self):
        self.serve(balance("B", LONG + "1", "0"), balance("A", LONG, "0"), balance("C", LONG + "2", "0"))
        result = self.coffer("cash", "--sort", "totalBalance", "--columns", "asset", "--csv",
                             "--no-headers", env=self.env)
        self.prints(result, "A\nB\nC\n")

    def test_one_named_asset_is_asked_alone(self):
        self.serve(balance("OLD", "0", "0"))
        self.prints(self.coffer("cash", "OLD", "--csv", "--no-headers", env=self.env), "OLD,0,0\n")
        self.assertEqual([request.query for request in self.exchange.requests],
                         [{"asset": "OLD", "showAll": "true"}])

    def test_an_empty_answer_lets_the_whole_list_decide(self):
        def answer(request):
            return servers.envelope([] if "asset" in request.query else [balance("Old", "0", "0")])

        self.exchange.replies["/api/pro/v1/cash/balance"] = answer
        self.prints(self.coffer("cash", "old", "--csv", "--no-headers", env=self.env), "Old,0,0\n")
        self.assertEqual([request.query for request in self.exchange.requests][1], {"showAll": "true"})

    def test_an_unlisted_asset_is_an_error(self):
        def answer(request):
            return servers.envelope([] if "asset" in request.query else servers.CASH)

        self.exchange.replies["/api/pro/v1/cash/balance"] = answer
        self.fails(self.coffer("cash", "USTD", env=self.env), 8, "USTD", "USDT")
        self.fails(self.coffer("cash", "BTC", "DOGE", env=self.env), 8, "DOGE")

    def test_several_named_assets_need_one_reply(self):
        self.prints(self.coffer("cash", "eth", "btc", "--csv", "--no-headers", env=self.env),
                    "BTC,22.1308675,16.1308675\nETH,0.6,0.6\n")
        self.assertEqual(self.exchange.targets(), ["GET /6/api/pro/v1/cash/balance?showAll=true"])

    def test_nothing_to_show_is_a_success(self):
        self.serve()
        self.prints(self.coffer("cash", env=self.env), "ASSET  TOTAL  AVAILABLE  LOCKED\n")
        self.prints(self.coffer("cash", "--json", env=self.env), "[]\n")
        self.prints(self.coffer("cash", "--jsonl", env=self.env), "")
        self.prints(self.coffer("cash", "--csv", env=self.env), "asset,totalBalance,availableBalance\n")


harness.main()
