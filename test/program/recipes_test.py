"""The recipes of docs/scripting.md, docs/logs.md and docs/ledger.md work."""

import shutil
import subprocess
import time

import harness
import ledgers
import recipes
import servers

CASH = "/api/pro/v1/cash/balance"
BORROWED = [
    {"asset": "USDT", "totalBalance": "1", "availableBalance": "1", "borrowed": "0.00", "interest": "0"},
    {"asset": "BTC", "totalBalance": "1", "availableBalance": "1", "borrowed": "0.01", "interest": "0"},
]


class Recipes(recipes.TestCase):
    def test_branch(self):
        self.assertEqual(self.recipe("branch"), (0, "there are 16.1308675 BTC\n", ""))
        self.exchange.replies[CASH] = servers.failure(200001)
        status, stdout, stderr = self.recipe("branch")
        self.assertEqual((status, stdout), (1, ""))
        self.assertIn("the key no longer works\n", stderr)
        self.exchange.stop()
        self.assertEqual(self.recipe("branch")[:2], (75, ""))

    def serve_ledger(self):
        day = ledgers.TODAY - ledgers.DAY
        base = "/api/pro/data/v1/cash/balance/"
        self.exchange.replies[base + "snapshot"] = servers.envelope(
            {"meta": {"sn": 1, "snapshotTime": day}, "snapshot": [{"asset": "BTC", "totalBalance": "1"}]})
        self.exchange.replies[base + "history"] = servers.envelope({"balance": [], "order": [
            ledgers.order(sn, day + sn, ("trade", "BTC", "1", balance), ("fee", "BTC", fee, balance))
            for sn, fee, balance in ((2, "-0.1000000000000000000001", "1.8999999999999999999999"),
                                     (3, "-1.2", "1.6999999999999999999999"))]})

    def test_fees(self):
        self.serve_ledger()
        status, stdout, stderr = self.recipe("fees")
        self.assertEqual((status, stdout), (0, "BTC -1.3000000000000000000001\n"))
        self.assertIn("oldest snapshot", stderr)

    def test_ledger_cron_and_history(self):
        self.serve_ledger()
        job, margin = (line.split(" ", 5)[5] for line in recipes.RECIPES["ledger-cron"].splitlines())
        self.assertIn("--account margin", margin)
        for _ in range(2):
            self.assertEqual(self.shell(f"{job} --since {ledgers.date(ledgers.TODAY - ledgers.DAY)}")[::2], (0, ""))
        status, stdout, stderr = self.recipe("ledger-history")
        self.assertEqual((status, stderr), (0, ""))
        self.assertRegex(stdout, r"\nledger cash +BTC +4 +1\.8999999999999999999999 +1\.6999999999999999999999 +-0\.2\n\Z")

    def test_fill_in(self):
        self.serve_ledger()
        self.assertEqual(self.recipe("fill-in"), (0, "", ""))
        self.assertRegex((self.home / "balances.csv").read_text(), r"\n\S+T00:00:00.000Z,default,cash,BTC,1,\n\Z")

    def test_jq_and_awk(self):
        self.exchange.replies["/api/pro/v1/margin/balance"] = servers.envelope(BORROWED)
        for name in "jq", "awk":
            self.assertEqual(self.recipe(name), (0, "BTC\n", ""), name)

    def test_error(self):
        self.exchange.replies[CASH] = servers.failure(200001, "AUTHENTICATION_FAILED", "no")
        status, stdout, stderr = self.recipe("error")
        self.assertEqual((status, stderr), (0, ""))
        self.assertRegex(stdout, r"\Aauth: [^\n]*AUTHENTICATION_FAILED[^\n]*\n\Z")

    def test_systemd_profile(self):
        profile = recipes.RECIPES["systemd-profile"].replace('"..."', f'"{servers.KEY}"')
        profile = profile.replace('"account_group"', f'"base_url": "{self.exchange.url}", "account_group"')
        self.write("credentials/secret", servers.SECRET + "\n")
        path = self.write("credentials/profile.json", profile)
        self.prints(self.coffer("cash", "ETH", "--profile", str(path), "--csv", "--no-headers"),
                    "ETH,0.6,0.6\n")

    def test_systemd_units(self):
        if not shutil.which("systemd-analyze"):
            self.skip("systemd-analyze is not installed")
        service = recipes.RECIPES["systemd-service"].replace("/usr/bin", str(self.bin))
        units = [self.write("coffer-balances.service", service, 0o644),
                 self.write("coffer-balances.timer", recipes.RECIPES["systemd-timer"], 0o644)]
        result = subprocess.run(["systemd-analyze", "verify", "--recursive-errors=no", *units],
                                capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_logrotate(self):
        config = recipes.RECIPES["logrotate"].replace("/home/me", str(self.home))
        config = self.write("logrotate.conf", config, 0o644)
        log = self.home / "balances.csv"
        for day in 1, 2, 3:
            self.write("balances.csv", recipes.LOG.replace("2026-01", f"2026-0{day}"))
            status, _, stderr = self.shell('logrotate --force --state "$PWD/state" "$1"', str(config))
            self.assertEqual((status, stderr), (0, ""))
        self.assertFalse(log.exists())
        self.write("balances.csv", recipes.LOG.replace("2026-01", "2026-04"))
        self.assertEqual(sorted(path.name for path in self.home.glob("balances.csv*")),
                         ["balances.csv", "balances.csv.1", "balances.csv.2.gz", "balances.csv.3.gz"])
        status, stdout, stderr = self.recipe("rotated")
        self.assertEqual((status, stderr), (0, ""))
        self.assertRegex(stdout, r"\nUSDT +totalBalance +1000.50 +250 ")
        counts = recipes.RECIPES["rotated"].strip() + " --csv --no-headers --columns asset,count"
        self.assertEqual(self.shell(counts), (0, "USDT,8\nBTC,8\n", ""))

    def test_week(self):
        header, *rows = recipes.LOG.splitlines(True)
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - recipes.DAY))
        self.write("balances.csv", header + "".join(rows).replace("2026-01-02", day))
        status, stdout, stderr = self.recipe("week")
        self.assertEqual((status, stderr), (0, ""))
        self.assertRegex(stdout, r"\AASSET +FIRST +LAST +CHANGE +TREND\nUSDT +250 +250 +0 +_\nBTC .*\n")
        self.assertIn("\nBTC totalBalance\n+- 0.2000000000000000000002 -", stdout)

    def test_monthly(self):
        self.write("balances.csv", recipes.LOG)
        self.assertEqual(self.recipe("monthly"), (
            0, "profile,report,asset,column,time,value,change\n"
               "main,cash,BTC,totalBalance,2026-01-01T00:00:00.000Z,0.2000000000000000000002,\n", ""))

    def test_pandas(self):
        if subprocess.run(["/usr/bin/python3", "-c", "import pandas"], capture_output=True).returncode != 0:
            self.skip("pandas is not installed")
        small = "2026-01-03T00:00:00.000Z,main,cash,NA,0.000000000012345678,0\n"
        self.write("balances.csv", recipes.LOG + small)
        self.write("read.py", recipes.RECIPES["pandas"])
        status, stdout, stderr = self.shell("/usr/bin/python3 read.py")
        self.assertEqual((status, stderr), (0, ""))
        self.assertRegex(stdout, r"\nBTC +0\.2000000000000000000002\nNA +(0\.000000000012345678|1\.2345678E-11)\n")

    def test_sqlite(self):
        self.write("balances.csv", recipes.LOG)
        for _ in range(2):
            self.assertEqual(self.recipe("sqlite"), (0, "", ""))
        query = "SELECT count(*), max(timestamp), max(totalBalance) FROM balances WHERE asset = 'BTC'"
        self.assertEqual(self.shell(f'sqlite3 balances.db "{query}"'),
                         (0, "2|2026-01-02T00:00:00.456Z|0.2000000000000000000002\n", ""))

    def test_gnuplot(self):
        self.write("balances.csv", recipes.LOG)
        self.assertEqual(self.recipe("gnuplot"), (0, "", ""))
        image = (self.home / "btc.svg").read_text()
        self.assertTrue("<title>BTC</title>" in image and image.rstrip().endswith("</svg>"))


harness.main()
