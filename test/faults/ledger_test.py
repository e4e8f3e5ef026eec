"""Ledgers that come in pieces, or are cut in the middle: faults 59, 60 and 78."""

import signal
import time

import harness
import ledgers
import servers
from ledgers import HEADER, TODAY, date, deposit, stamp


class Ledger(ledgers.LedgerTest):
    def test_78_a_page_refused_is_asked_for_anew_outside_its_timeout(self):
        rows = self.trade_today()
        self.refusals = [servers.Reply("", 429, ["Retry-After: 2"])] * 2
        result = self.ledger("--timeout", "1", "--retries", "0")
        self.prints(result, HEADER + "".join(row + "\n" for row in rows))
        self.lasts(result, 4, 12)

    def test_78_the_wait_for_more_shows_how_far_it_has_come(self):
        self.trade_today()
        self.refusals = [servers.Reply("", 429, ["Retry-After: 1"])]
        result, shown = self.terminal("ledger", stream="stderr", env=self.env)
        self.assertEqual(result.status, 0)
        self.assertRegex(shown, rf"waiting for \[-{{20}}\] 0 entries")

    def test_78_of_several_profiles_that_fits_on_a_line(self):
        for name in "a", "b":
            self.write(f".config/coffer/{name}.json", servers.profile(self.exchange.url))
        self.refusals = [servers.Reply("", 429, ["Retry-After: 1"])]
        result, shown = self.terminal("ledger", "--all-profiles", stream="stderr")
        self.assertEqual(result.status, 0)
        self.assertRegex(shown, r"waiting for [01] of 2 profiles: \[-{20}\] 0 entries\r")

    def test_78_a_sum_that_does_not_agree(self):
        self.entries = [deposit(101, TODAY, "1", "12")]
        result = self.ledger()
        self.assertEqual((result.status, result.stdout),
                         (0, HEADER + f"{stamp(TODAY)},cash,deposit,USDT,1,12,,,,,101\n"))
        self.assertRegex(result.stderr, r"\Acoffer: warning: .*USDT .*number 101\b.*difference of 1\n\Z")

    def test_60_a_wait_for_more_ends_at_a_signal(self):
        self.refusals = [servers.Reply("", 429)]
        process = self.running("ledger", "--append", str(self.log), env=self.env)
        while len(self.exchange.requests) < 2:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        time.sleep(0.1)
        self.ends(process, signal.SIGINT)
        self.assertFalse(self.log.exists())

    def test_59_killed_at_any_moment_the_ledger_is_whole_in_the_end(self):
        begin = time.monotonic()
        self.append()
        whole = time.monotonic() - begin
        for step in range(24):
            sn = 101 + step
            self.entries.append(ledgers.order(sn, TODAY + sn, ("trade", "USDT", "2", str(11 + step)),
                                              ("fee", "USDT", "-1", str(11 + step))))
            process = self.start("ledger", "--append", str(self.log), env=self.env)
            time.sleep(whole * (step % 12) / 10)
            process.kill()
            process.communicate()
        self.assertEqual(self.append().status, 0)
        self.assertEqual([row.split(",")[2] + row[-3:] for row in self.rows()],
                         [event + str(101 + step) for step in range(24) for event in ("trade", "fee")])


harness.main()
