"""What the commands print, byte for byte, in each format."""

import re
import unicodedata

import harness

CASH_TABLE = """\
ASSET           TOTAL       AVAILABLE  LOCKED
USDT   1285.366663467  1285.366663467       0
BTC      22.1308675      16.1308675         6
ETH       0.6             0.6               0
"""
MARGIN_TABLE = """\
ASSET  TOTAL  AVAILABLE  LOCKED  BORROWED  INTEREST    NET
USDT   11200      11200       0         0         0  11200
ETH       20         20       0         0         0     20
"""
RISK_TABLE = """\
MAX LEVERAGE     10
AVAILABLE     17715.8175 USDT
TOTAL         17715.8175 USDT
BORROWED          0      USDT
INTEREST          0      USDT
NET           17715.8175 USDT
POINTS            0
LEVERAGE          1      [#---------] of 10
CUSHION         n/a
"""
WORTH_TABLE = """\
CASH    252671.720030342 USDT
MARGIN   17715.8175      USDT
WORTH   270387.537530342 USDT
"""
CASH_CSV = """\
asset,totalBalance,availableBalance
USDT,1285.366663467,1285.366663467
BTC,22.1308675,16.1308675
ETH,0.6,0.6
"""
VALUES_TABLE = """\
ASSET  TOTAL  AVAILABLE  BORROWED  INTEREST    NET       PRICE       VALUE  SHARE
USDT   11200      11200         0         0  11200    1         11200       63.22
ETH       20         20         0         0     20  325.790875   6515.8175  36.78
"""
VALUES_CSV = """\
asset,totalBalance,availableBalance,price,value,share,currency
USDT,1285.366663467,1285.366663467,1,1285.366663467,0.51,USDT
BTC,22.1308675,16.1308675,11350.25,251190.878841875,99.41,USDT
ETH,0.6,0.6,325.790875,195.474525,0.08,USDT
"""
CASH_JSONL = """\
{"asset":"USDT","totalBalance":"1285.366663467","availableBalance":"1285.366663467"}
{"asset":"BTC","totalBalance":"22.1308675","availableBalance":"16.1308675"}
{"asset":"ETH","totalBalance":"0.6","availableBalance":"0.6"}
"""


class Formats(harness.TestCase):
    def sandbox(self, stdout, *arguments, env=None):
        self.prints(self.coffer("--sandbox", *arguments, env=env), stdout)

    def test_73_everything_fits_40_columns(self):
        long = "123456789012345678901234567890.123456789012345678901"
        times = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
        log = self.write("log.csv", "timestamp,asset,totalBalance\n" +
                         "".join(f"{time},\u6f22\u5b57,{amount}\n" for time, amount in zip(times, (long, "1.5"))))
        for arguments in (["--sandbox", "cash"], ["--sandbox", "margin"], ["--sandbox", "risk"], ["--sandbox", "info"],
                          ["--sandbox", "doctor"], ["history", str(log)], ["history", str(log), "--plot"]):
            result, shown = self.terminal(*arguments, columns=40)
            self.assertEqual((result.status, result.stderr), (0, ""))
            for line in re.sub(r"\x1b\[[\d;]*m|\r", "", shown).split("\n"):
                width = sum(1 + (unicodedata.east_asian_width(c) == "W") for c in line)
                self.assertLessEqual(width, 40, shown)
        self.assertIn(long[:39], shown)  # not cut off, but broken

    def test_cash(self):
        self.sandbox(CASH_TABLE, "cash")
        self.sandbox(CASH_CSV, "cash", "--csv")
        self.sandbox(CASH_JSONL, "cash", "--jsonl")
        self.sandbox("[" + ",".join(CASH_JSONL.splitlines()) + "]\n", "cash", "--json")

    def test_margin(self):
        self.sandbox(MARGIN_TABLE, "margin")

    def test_risk(self):
        self.sandbox(RISK_TABLE, "risk")

    def test_worth(self):
        self.sandbox(WORTH_TABLE, "worth")
        self.sandbox("currency,cashValue,marginValue,value,unpriced\n"
                     "USDT,252671.720030342,17715.8175,270387.537530342,\n", "worth", "--csv")
        self.sandbox('{"currency":"USDT","cashValue":"252671.720030342","marginValue":"17715.8175",'
                     '"value":"270387.537530342","unpriced":[]}\n', "worth", "--json")

    def test_values(self):
        self.sandbox(VALUES_CSV, "cash", "--value", "USDT", "--csv")
        self.sandbox(VALUES_TABLE, "margin", "--value", "usdt")

    def test_default_format_from_the_environment(self):
        self.sandbox(CASH_CSV, "cash", env={"COFFER_OUTPUT": "csv"})
        self.sandbox(CASH_JSONL, "cash", "--jsonl", env={"COFFER_OUTPUT": "csv"})
        self.sandbox(CASH_TABLE, "cash", env={"COFFER_OUTPUT": ""})
        self.fails(self.coffer("--sandbox", "cash", env={"COFFER_OUTPUT": "xml"}), 3, "COFFER_OUTPUT")


harness.main()
