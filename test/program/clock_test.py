"""A machine whose clock is not the exchange's."""

import json
import time

import harness
import servers

CASH = "GET /6/api/pro/v1/cash/balance"
CSV = "asset,totalBalance,availableBalance\n"
WARNING = r"coffer: warning: this machine's clock is [^\n]* behind the exchange's; requests are signed by the exchange's clock\r?\n" \
    r"hint: set this machine's clock, for example with `timedatectl set-ntp true`\r?\n"
MAY_TRADE = r"coffer: warning: this key may also trade\r?\nhint: [^\n]*\n"


class Clock(harness.TestCase):
    def exchange(self, ahead):
        exchange = servers.Exchange(self, ahead=ahead)
        exchange.replies["/api/pro/v1/cash/balance"] = servers.envelope([])
        return exchange

    def lines(self, exchange):
        return [line.partition("?")[0] for line in exchange.targets()]

    def test_the_question_for_the_time_is_not_signed(self):
        exchange = self.exchange(90)
        self.ask(exchange)
        names = {name.lower() for name, _ in exchange.requests[1].headers}
        self.assertEqual({name for name in names if name.startswith("x-auth")}, set())

    def test_a_correction_lasts_for_a_whole_run(self):
        exchange = self.exchange(90)
        result = self.ask(exchange, env={"COFFER_ACCOUNT_GROUP": ""})
        self.assertEqual(result.status, 0)
        self.assertEqual(self.lines(exchange), ["GET /api/pro/v1/info", "GET /api/pro/v1/exchange-info",
                                                "GET /api/pro/v1/info", CASH])
        self.assertEqual(result.stderr.count("warning: "), 1)

    def test_the_warning_can_be_switched_off(self):
        self.prints(self.ask(self.exchange(90), "--quiet"), CSV)

    def test_the_warning_is_json_where_errors_are(self):
        result = self.ask(self.exchange(90), "--append", str(self.home / "log.csv"))
        self.assertEqual(result.status, 0)
        self.assertRegex(result.stderr, rf"\A{WARNING}\Z")
        for options in ["--jsonl"], ["--json"]:
            result = self.ask(self.exchange(90), *options)
            self.assertEqual(result.status, 0)
            warning = json.loads(result.stderr)["warning"]
            self.assertRegex(f"coffer: warning: {warning['message']}\nhint: {warning['hint']}\n", rf"\A{WARNING}\Z")

    def test_several_profiles_warn_once(self):
        for name, ahead in ("p1", 90), ("p2", 91), ("p3", 92):
            self.write(f".config/coffer/{name}.json", {
                "api_key": servers.KEY, "api_secret": servers.SECRET, "base_url": self.exchange(ahead).url})
        result = self.coffer("cash", "--all-profiles", "--csv")
        self.assertEqual((result.status, result.stdout), (0, f"profile,{CSV}"))
        self.assertRegex(result.stderr, rf"\A{WARNING}\Z")

    def slow(self):
        """An exchange that keeps one waiting."""
        exchange = self.exchange(90)
        answer = exchange.answer
        exchange.answer = lambda request: time.sleep(0.7) or answer(request)
        return exchange

    def test_a_wait_is_over_before_the_warning(self):
        result, shown = self.terminal("cash", "--csv", stream="stderr", env=servers.credentials(self.slow().url))
        self.assertEqual((result.status, result.stdout), (0, CSV))
        self.assertRegex(shown, rf"\A\r\x1b\[Kwaiting for [^\r]*\r\x1b\[K{WARNING}\Z")

    def login(self, exchange, *options, run=None):
        with open(self.write("lines", f"{servers.KEY}\n{servers.SECRET}\n"), "rb") as stdin:
            return (run or self.coffer)("login", "--force", "--base-url", exchange.url, *options, stdin=stdin)

    def test_login_warns_as_well(self):
        exchange = self.exchange(90)
        result = self.login(exchange)
        self.assertEqual(result.status, 0)
        self.assertRegex(result.stderr, rf"\A{WARNING}coffer: stored [^\n]*\n{MAY_TRADE}\Z")
        self.prints(self.login(exchange, "--quiet"), "")
        exchange.replies["/api/pro/v1/info"] = servers.failure(200015, "PERMISSION_DENIED")
        self.assertRegex(self.login(exchange).stderr, rf"\A{WARNING}coffer: [^\n]*PERMISSION_DENIED")

    def test_a_wait_of_login_does_not_stand_beside_the_warning(self):
        def terminal(*arguments, **options):
            return self.terminal(*arguments, stream="stderr", **options)

        result, shown = self.login(self.slow(), run=terminal)
        self.assertEqual(result.status, 0)
        wait = r"(\r\x1b\[Kwaiting for [^\r]*)?\r\x1b\[K"
        self.assertRegex(shown, rf"\A{wait}{WARNING}coffer: stored [^\n]*\n{MAY_TRADE}\Z")


harness.main()
