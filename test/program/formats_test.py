"""What the commands print, byte for byte, in each format."""

import json

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
INFO_TABLE = """\
ACCOUNT GROUP   6
USER UID        U0000000006
EMAIL           practice@example.com
EXPIRES         never
DAYS LEFT       never
VIEW            true
TRADE           false
TRANSFER        false
ALLOWED IPS     any
CASH ACCOUNT    cshPractice
MARGIN ACCOUNT  marPractice
"""

CASH_CSV = """\
asset,totalBalance,availableBalance
USDT,1285.366663467,1285.366663467
BTC,22.1308675,16.1308675
ETH,0.6,0.6
"""
MARGIN_CSV = """\
asset,totalBalance,availableBalance,borrowed,interest
USDT,11200,11200,0,0
ETH,20,20,0,0
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
RISK_CSV = """\
accountMaxLeverage,availableBalanceInUSDT,totalBalanceInUSDT,totalBorrowedInUSDT,\
totalInterestInUSDT,netBalanceInUSDT,pointsBalance,currentLeverage,cushion
10,17715.8175,17715.8175,0,0,17715.8175,0,1,-1
"""
INFO_CSV = """\
accountGroup,userUID,email,expireTime,viewPermission,tradePermission,transferPermission,\
allowedIps,cashAccount,marginAccount
6,U0000000006,practice@example.com,,true,false,false,,cshPractice,marPractice
"""

CASH_JSONL = """\
{"asset":"USDT","totalBalance":"1285.366663467","availableBalance":"1285.366663467"}
{"asset":"BTC","totalBalance":"22.1308675","availableBalance":"16.1308675"}
{"asset":"ETH","totalBalance":"0.6","availableBalance":"0.6"}
"""
MARGIN_JSONL = """\
{"asset":"USDT","totalBalance":"11200","availableBalance":"11200","borrowed":"0","interest":"0"}
{"asset":"ETH","totalBalance":"20","availableBalance":"20","borrowed":"0","interest":"0"}
"""
RISK_JSONL = """\
{"accountMaxLeverage":"10","availableBalanceInUSDT":"17715.8175",\
"totalBalanceInUSDT":"17715.8175","totalBorrowedInUSDT":"0","totalInterestInUSDT":"0",\
"netBalanceInUSDT":"17715.8175","pointsBalance":"0","currentLeverage":"1","cushion":"-1"}
"""
INFO_JSONL = """\
{"accountGroup":6,"userUID":"U0000000006","email":"practice@example.com","expireTime":null,\
"viewPermission":true,"tradePermission":false,"transferPermission":false,"allowedIps":[],\
"cashAccount":["cshPractice"],"marginAccount":["marPractice"]}
"""

ETH = '[{"asset":"ETH","totalBalance":"0.6"}]\n'


def array(lines):
    return "[" + ",".join(lines.splitlines()) + "]\n"


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

    def test_values_of_margin_fit_80_columns_as_a_table(self):
        _, shown = self.terminal("--sandbox", "margin", "--value", "USDT", columns=80)
        first = re.sub(r"\x1b\[[\d;]*m|\r", "", shown).split("\n")[0]
        self.assertEqual(first.split(), "ASSET TOTAL AVAILABLE BORROWED INTEREST NET PRICE VALUE SHARE".split())

    def test_cash(self):
        self.sandbox(CASH_TABLE, "cash")
        self.sandbox(CASH_CSV, "cash", "--csv")
        self.sandbox(CASH_JSONL, "cash", "--jsonl")
        self.sandbox(array(CASH_JSONL), "cash", "--json")

    def test_margin(self):
        self.sandbox(MARGIN_TABLE, "margin")
        self.sandbox(MARGIN_CSV, "margin", "--csv")
        self.sandbox(MARGIN_JSONL, "margin", "--jsonl")
        self.sandbox(array(MARGIN_JSONL), "margin", "--json")

    def test_risk(self):
        self.sandbox(RISK_TABLE, "risk")
        self.sandbox(RISK_CSV, "risk", "--csv")
        self.sandbox(RISK_JSONL, "risk", "--jsonl")
        self.sandbox(RISK_JSONL, "risk", "--json")

    def test_worth(self):
        self.sandbox(WORTH_TABLE, "worth")
        self.sandbox("currency,cashValue,marginValue,value,unpriced\n"
                     "USDT,252671.720030342,17715.8175,270387.537530342,\n", "worth", "--csv")
        self.sandbox('{"currency":"USDT","cashValue":"252671.720030342","marginValue":"17715.8175",'
                     '"value":"270387.537530342","unpriced":[]}\n', "worth", "--json")

    def test_values(self):
        self.sandbox(VALUES_CSV, "cash", "--value", "USDT", "--csv")
        self.sandbox(VALUES_TABLE, "margin", "--value", "usdt")

    def test_info(self):
        self.sandbox(INFO_TABLE, "info")
        self.sandbox(INFO_CSV, "info", "--csv")
        self.sandbox(INFO_JSONL, "info", "--jsonl")
        self.sandbox(INFO_JSONL, "info", "--json")

    def test_format_options(self):
        for format, stdout in ("table", CASH_TABLE), ("csv", CASH_CSV), ("jsonl", CASH_JSONL):
            self.sandbox(stdout, "cash", "-o", format)
            self.sandbox(stdout, "cash", f"--output={format}")
        self.sandbox(CASH_CSV, "cash", "--json", "--csv")
        self.sandbox(CASH_JSONL, "cash", "--csv", "-o", "jsonl")
        self.prints(self.coffer("--csv", "--sandbox", "cash", "--json"), array(CASH_JSONL))
        self.prints(self.coffer("cash", "--csv", "--sandbox"), CASH_CSV)

    def test_default_format_from_the_environment(self):
        self.sandbox(CASH_CSV, "cash", env={"COFFER_OUTPUT": "csv"})
        self.sandbox(CASH_JSONL, "cash", "--jsonl", env={"COFFER_OUTPUT": "csv"})
        self.sandbox(CASH_TABLE, "cash", env={"COFFER_OUTPUT": ""})
        self.fails(self.coffer("--sandbox", "cash", env={"COFFER_OUTPUT": "xml"}), 3, "COFFER_OUTPUT")

    def test_columns(self):
        self.sandbox("lockedBalance,asset\n0,USDT\n6,BTC\n0,ETH\n",
                     "cash", "--csv", "--columns", "locked,ASSET")
        self.sandbox(ETH, "cash", "ETH", "--json", "--columns", "asset,totalBalance")
        self.sandbox("NET           17715.8175 USDT\nMAX LEVERAGE     10\n",
                     "risk", "--columns", "netBalanceInUSDT,max leverage")
        self.fails(self.coffer("--sandbox", "cash", "--columns", "assets"), 2, "asset")

    def test_sort(self):
        self.sandbox("BTC\nETH\nUSDT\n", "cash", "--sort", "asset", "--csv", "--no-headers",
                     "--columns", "asset")
        self.sandbox("ETH\nBTC\nUSDT\n", "cash", "--sort", "totalBalance", "--csv", "--no-headers",
                     "--columns", "asset")
        self.sandbox("USDT\nBTC\nETH\n", "cash", "--sort", "-total", "--csv", "--no-headers",
                     "--columns", "asset")
        self.sandbox("BTC\nUSDT\nETH\n", "cash", "--sort", "-lockedBalance", "--csv",
                     "--no-headers", "--columns", "asset")

    def test_where(self):
        columns = "--csv", "--no-headers", "--columns", "asset"
        for conditions, shown in ((["totalBalance>=1"], "USDT BTC"), (["asset!=usdt"], "BTC ETH"),
                                  (["locked>0"], "BTC"), (["TOTAL>1", "asset==usdt"], "USDT"),
                                  (["totalBalance<0"], ""), (["timestamp>1h"], "USDT BTC ETH")):
            options = [word for condition in conditions for word in ("--where", condition)]
            result = self.coffer("cash", "--sandbox", *columns, *options)
            self.assertEqual((result.status, result.stdout.split()), (0, shown.split()), conditions)
        self.fails(self.coffer("risk", "--sandbox", "--where", "cushion<1"), 2, "--where")
        self.fails(self.coffer("cash", "--sandbox", "--where", "totl>1"), 2, "did you mean 'TOTAL'?")
        self.fails(self.coffer("cash", "--sandbox", "--where", "asset"), 2, "--where")

    def test_a_condition_sees_what_where_hides(self):
        result = self.coffer("cash", "--sandbox", "--csv", "--no-headers", "--where", "asset==ETH",
                             "--fail-if", "BTC.totalBalance>1")
        self.assertEqual((result.status, result.stdout), (11, "ETH,0.6,0.6\n"))
        self.assertIn("22.1308675", result.stderr)

    def test_show_all_has_zeros(self):
        result = self.coffer("cash", "--sandbox", "--show-all", "--csv", "--no-headers")
        self.assertEqual(result.stdout.splitlines()[-1], "ASD,0,0")

    def test_no_headers(self):
        self.sandbox("USDT  1285.366663467  1285.366663467  0\n"
                     "BTC     22.1308675      16.1308675    6\n"
                     "ETH      0.6             0.6          0\n", "cash", "--no-headers")
        self.sandbox("".join(CASH_CSV.splitlines(True)[1:]), "cash", "--no-headers", "--csv")
        self.sandbox("   10\n17715.8175 USDT\n", "risk", "--no-headers",
                     "--columns", "accountMaxLeverage,totalBalanceInUSDT")

    def test_timestamp(self):
        time = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ"
        result = self.coffer("--sandbox", "cash", "--timestamp", "--csv")
        self.assertRegex(result.stdout, f"\\Atimestamp,asset,totalBalance,availableBalance\n{time},USDT,")
        result = self.coffer("--sandbox", "risk", "--timestamp", "--json")
        self.assertRegex(result.stdout, f'\\A{{"timestamp":"{time}","accountMaxLeverage":"10",')
        result = self.coffer("--sandbox", "cash", "--timestamp")
        self.assertRegex(result.stdout, r"\ATIMESTAMP +ASSET +TOTAL")

    def test_named_assets(self):
        self.sandbox("asset,totalBalance,availableBalance\nBTC,22.1308675,16.1308675\n",
                     "cash", "btc", "--csv")
        self.sandbox(CASH_CSV, "cash", "eth", "BTC", "Usdt", "--csv")

    def test_json_is_one_document(self):
        result = self.coffer("--sandbox", "cash", "--json", "--columns",
                             "asset,totalBalance,availableBalance,lockedBalance")
        self.assertEqual([row["lockedBalance"] for row in json.loads(result.stdout)], ["0", "6", "0"])

    def test_wrong_command_lines(self):
        for arguments in (
            ["cahs"], ["--sandbox", "cash", "--colour", "never"], ["--sandbox", "cash", "-o", "xml"],
            ["--sandbox", "risk", "--show-all"], ["--sandbox", "cash", "--profile", "x"],
            ["--sandbox", "cash", "--base-url", "https://example.com"], ["risk", "BTC", "--sandbox"],
            ["sandbox", "--json"], ["--sandbox"],
        ):
            with self.subTest(arguments):
                self.fails(self.coffer(*arguments), 2)
        self.assertIn("cash", self.coffer("cahs").stderr)

    def test_help_and_version(self):
        result = self.coffer()
        self.assertEqual((result.status, result.stdout), (2, ""))
        self.assertIn("coffer --sandbox cash", result.stderr)
        for arguments in ["--help"], ["help"], ["cash", "-h"], ["help", "cash"], ["sandbox", "--help"]:
            result = self.coffer(*arguments)
            self.assertEqual((result.status, result.stderr), (0, ""), arguments)
            self.assertIn("Examples:\n  coffer ", result.stdout)
        result = self.coffer("--version")
        for library in "coffer", "OpenSSL", "cpp-httplib", "RapidJSON", "CLI11", "fmt":
            self.assertRegex(result.stdout, rf"{library} \d+\.\d+\.\d+")


harness.main()
