"""A machine whose clock is not the exchange's."""

import harness
import servers

CASH = "GET /6/api/pro/v1/cash/balance"
CSV = "asset,totalBalance,availableBalance\n"


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
        self.assertEqual(result.stderr.count("\n"), 1)

    def test_the_warning_can_be_switched_off(self):
        self.prints(self.ask(self.exchange(90), "--quiet"), CSV)

    def test_the_warning_does_not_depend_on_the_format(self):
        log = self.home / "log.jsonl"
        for options in ["--jsonl"], ["--append", str(log)]:
            result = self.ask(self.exchange(90), *options)
            self.assertEqual(result.status, 0)
            self.assertRegex(result.stderr, r"\Acoffer: warning: this machine's clock is [^\n]*\n\Z")

    def test_a_small_difference_is_no_cause(self):
        exchange = self.exchange(3)
        exchange.replies["/api/pro/v1/cash/balance"] = servers.failure(100011, "INVALID_TIMESTAMP")
        result = self.ask(exchange)
        self.fails(result, 4, "100011")
        self.assertNotIn("behind", result.stderr)
        self.assertEqual(self.lines(exchange).count(CASH), 1)

    def test_an_exchange_that_does_not_tell_the_time(self):
        exchange = self.exchange(90)
        exchange.exchange_info = lambda _: {}
        self.fails(self.ask(exchange), 4, "100011")


harness.main()
