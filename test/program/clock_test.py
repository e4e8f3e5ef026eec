"""A machine whose clock is not the exchange's."""

import re

import harness
import servers

CASH = "GET /6/api/pro/v1/cash/balance"
CSV = "asset,totalBalance,availableBalance\n"
WARNING = (r"coffer: warning: this machine's clock is (\d+\.\d) s (behind|ahead of) the exchange's;"
           r" signing by the exchange's\n")


class Clock(harness.TestCase):
    def exchange(self, ahead):
        exchange = servers.Exchange(self, ahead=ahead)
        exchange.replies["/api/pro/v1/cash/balance"] = servers.envelope([])
        return exchange

    def lines(self, exchange):
        return [line.partition("?")[0] for line in exchange.targets()]

    def test_a_wrong_clock_is_corrected_and_told(self):
        for ahead, direction in (90, "behind"), (-40, "ahead of"), (86400, "behind"):
            with self.subTest(ahead):
                exchange = self.exchange(ahead)
                result = self.ask(exchange)
                self.assertEqual((result.status, result.stdout), (0, CSV))
                seconds, told = re.fullmatch(WARNING, result.stderr).groups()
                self.assertEqual(told, direction)
                self.assertAlmostEqual(float(seconds), abs(ahead), delta=2)
                self.assertEqual(self.lines(exchange), [CASH, "GET /api/pro/v1/exchange-info", CASH])
                self.assertEqual(exchange.connections, 1)

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
        self.prints(self.ask(self.exchange(90), "--jsonl"), "")

    def test_a_correction_can_be_switched_off(self):
        exchange = self.exchange(90)
        result = self.ask(exchange, "--no-clock-correction")
        self.fails(result, 4, "100011", "this machine's clock is 90.", " s behind", "hint: set this machine's")
        self.assertEqual(self.lines(exchange).count(CASH), 1)

    def test_a_wrong_clock_and_a_wrong_secret(self):
        exchange = self.exchange(90)
        result = self.ask(exchange, "--quiet", env={"COFFER_API_SECRET": "another"})
        self.fails(result, 4, "200001", "this machine's clock is 90.", " s behind")
        self.assertEqual(self.lines(exchange).count(CASH), 2)

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
