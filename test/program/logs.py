"""What the tests of --append have in common."""

import harness

HEADER = "timestamp,asset,totalBalance,availableBalance\n"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
ENTRY = (rf"(?P<time>{TIME}),USDT,1285\.366663467,1285\.366663467\n"
         r"(?P=time),BTC,22\.1308675,16\.1308675\n(?P=time),ETH,0\.6,0\.6\n")


class LogTest(harness.ExchangeTest):
    def setUp(self):
        super().setUp()
        self.log = self.home / "log.csv"

    def append(self, *options, log=None, env=None, **more):
        return self.coffer("cash", "--append", str(log or self.log), *options,
                           env={**self.env, **(env or {})}, **more)

    def holds_entries(self, count, log=None):
        self.assertRegex((log or self.log).read_text(), rf"\A{HEADER}({ENTRY}){{{count}}}\Z")

    def refuses(self, result, *parts):
        self.fails(result, 10, *parts)
