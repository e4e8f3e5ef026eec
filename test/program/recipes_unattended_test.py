"""The recipes of docs/scripting.md that log, alert and wait work, and those of docs/worth.md."""

import os
import pathlib
import re
import shlex

import harness
import recipes
import servers

CASH = "/api/pro/v1/cash/balance"
RISK = "/api/pro/v1/margin/risk"


def usdt(available):
    return servers.envelope([{"asset": "USDT", "totalBalance": "9999", "availableBalance": available}])


class Recipes(recipes.TestCase):
    def test_cron(self):
        lines = recipes.RECIPES["cron"].splitlines()
        for _ in range(2):
            for line in lines:
                command = re.fullmatch(r"(?:@hourly|\S+ \S+ \S+ \S+ \S+) +(.*)", line)[1]
                self.assertEqual(self.shell(command), (0, "", ""))
        cash = (self.home / "balances.csv").read_text().splitlines()
        self.assertEqual(cash[0], "timestamp,profile,report,asset,totalBalance,availableBalance")
        self.assertEqual(len(cash), 1 + 2 * len(servers.CASH))
        self.assertEqual(len((self.home / "risk.jsonl").read_text().splitlines()), 2)

    def test_systemd_service(self):
        self.write("credentials/secret", servers.SECRET + "\n")
        self.store("credentials/profile.json", api_secret_file="secret", api_secret=None)
        profile = self.home / "credentials/profile.json"
        profile.write_text(profile.read_text().replace('"api_secret": null, ', ""))
        (self.home / "state/coffer").mkdir(parents=True)
        service = recipes.RECIPES["systemd-service"].replace("\\\n", "")
        command = re.search(r"^ExecStart=(.*)$", service, re.MULTILINE)[1]
        command = command.replace("%d", str(self.home / "credentials")).replace("%S", str(self.home / "state"))
        self.prints(self.coffer(*shlex.split(command)[1:]), "")
        self.assertTrue((self.home / "state/coffer/balances.csv").stat().st_size)

    def test_mail(self):
        self.command("mail", 'echo "$@" >mail.txt; cat >>mail.txt')
        mail = self.home / "mail.txt"
        self.exchange.replies[CASH] = usdt("500")
        self.assertEqual(self.recipe("mail"), (0, "", ""))
        self.assertFalse(mail.exists())
        self.exchange.replies[CASH] = usdt("499.99999999999999999999")
        self.assertEqual(self.recipe("mail"), (0, "", ""))
        self.assertRegex(mail.read_text(), r"\A-s USDT is running low me@example.com\n"
                                           r"[^\n]*499.99999999999999999999")
        mail.unlink()
        self.exchange.replies[CASH] = servers.failure(200001, "AUTHENTICATION_FAILED")
        status, stdout, stderr = self.recipe("mail")
        self.assertEqual((status, stdout), (1, ""))
        self.assertIn("AUTHENTICATION_FAILED", stderr)
        self.assertFalse(mail.exists())

    def test_check(self):
        for leverage, status, word in ("2.999", 0, "OK"), ("3", 1, "WARNING"), ("5.0", 2, "CRITICAL"):
            self.exchange.replies[RISK] = servers.envelope({**servers.RISK, "currentLeverage": leverage})
            found, stdout, stderr = self.recipe("check", "3", "5")
            self.assertEqual((found, stderr), (status, ""))
            self.assertTrue(stdout.startswith(f"{word} - "), stdout)
        self.exchange.replies[RISK] = servers.failure(310002, "INVALID_MARGIN_ACCOUNT")
        found, stdout, _ = self.recipe("check", "3", "5")
        self.assertEqual(found, 3)
        self.assertTrue(stdout.startswith("UNKNOWN - "), stdout)

    def test_deposit(self):
        text = recipes.RECIPES["deposit"]
        self.assertIn("--interval 30 ", text)
        replies = [usdt("0"), usdt("999"), usdt("1000")]
        self.exchange.replies[CASH] = lambda _: replies.pop(0)
        status, stdout, _ = self.shell(text.replace("--interval 30", "--interval 1"))
        self.assertEqual((status, stdout, replies), (0, "it has arrived\n", []))

    def test_follow(self):
        replies = [servers.envelope(servers.RISK), servers.failure(200001)]
        self.exchange.replies["/api/pro/v1/margin/risk"] = lambda _: replies.pop(0)
        _, stdout, stderr = self.shell(recipes.RECIPES["follow"].replace("--interval 60", "--interval 1"))
        self.assertRegex(stdout, r"\A\d{4}\S+Z 1\n\Z")
        self.assertIn("refused the key", stderr)

    def test_practice(self):
        status, stdout, _ = self.recipe("practice")
        self.assertEqual((status, stdout.count("\n")), (0, 4))

    def test_worth(self):
        for example in recipes.RECIPES["worth"].split("$ ")[1:]:
            command, _, output = example.partition("\n")
            self.assertEqual(self.shell(command), (0, output, ""))
        status, stdout, _ = self.recipe("worth-log")
        self.assertEqual(status, 0)
        self.assertRegex(stdout, r"\nUSDT +value +263871.720030342 ")

    def test_worth_alarm(self):
        alarm = recipes.RECIPES["worth-alarm"].removeprefix("@hourly ")
        self.assertEqual(self.shell(alarm), (0, "", ""))
        self.assertEqual(self.shell(alarm.replace("10000", "263872")),
                         (11, "", "coffer: value<263872 holds: found 263871.720030342\n"))

    def test_textfile(self):
        self.store(".config/coffer/main.json")
        self.exchange.replies["/api/pro/v1/spot/ticker"] = servers.envelope(servers.TICKER[:1])
        self.assertEqual(self.recipe("textfile", "."), (0, "", ""))
        metrics = (self.home / "coffer.prom").read_text()
        self.assertEqual(metrics, "".join(
            f'coffer_{name}{{profile="{profile}",currency="USDT"}} {value}\n' for profile in ("default", "main")
            for name, value in (("worth", "263676.245505342"), ("unpriced_assets", 1))))
        self.exchange.replies[CASH] = servers.failure(200001)
        self.assertEqual(self.recipe("textfile", ".")[:2], (4, ""))
        self.assertEqual((self.home / "coffer.prom").read_text(), metrics)
        self.assertEqual([name for name in os.listdir(self.home) if name.startswith("coffer.")], ["coffer.prom"])

    def test_each_recipe_is_run_by_a_test(self):
        folder = pathlib.Path(__file__).parent
        tests = "".join(path.read_text() for path in folder.glob("recipes*_test.py"))
        for name in recipes.RECIPES:
            self.assertIn(f'"{name}"', tests)
        # And each block is one, but for examples of what is shown and what is not in Debian.
        for mark, text in re.findall(r"\n([^\n]*)\n```\w*\n(.*?)```\n", recipes.DOCUMENT, re.DOTALL):
            self.assertTrue(mark.startswith("<!-- recipe: ")
                            or text.startswith(("timestamp,", "duckdb ", "$ coffer")), text)


harness.main()
