"""What changed the balances, and what they were at the beginning of a day."""

import re

import harness
import ledgers
import servers
from ledgers import DAY, HEADER, TODAY, date, deposit, order, stamp


class Ledger(ledgers.LedgerTest):
    def test_changes_of_today_come_in_order_and_exact(self):
        rows = self.trade_today()
        self.prints(self.ledger(), HEADER + "".join(row + "\n" for row in rows))
        self.assertEqual(self.exchange.targets(), [
            f"GET /api/pro/data/v1/cash/balance/snapshot?date={date(TODAY)}",
            "GET /api/pro/data/v1/cash/balance/history?sn=100&limit=500"])

    def test_time_assets_and_conditions_choose_rows(self):
        deposited, *traded = self.trade_today()
        for options, rows in (
            (["--since", stamp(TODAY + 2000)], traded),
            (["--until", stamp(TODAY + 2000)], [deposited]),
            (["btc"], [traded[0], traded[2]]),
            (["--where", "event==fee"], [traded[2]]),
            (["--sort", "-sn", "--where", f"time<{stamp(TODAY + 2000)}"], [deposited]),
        ):
            self.prints(self.ledger(*options), HEADER + "".join(row + "\n" for row in rows))
        result = self.ledger("ETH")
        self.assertEqual((result.status, result.stdout), (0, HEADER))
        self.assertEqual(result.stderr, "coffer: note: cash ledger: no balance and no change of ETH\n")

    def test_entries_of_one_number_and_event_are_told_apart_by_what_they_change(self):
        self.entries = [deposit(101, TODAY, "5", "15"), deposit(101, TODAY, "1", "2", "BTC")] * 2
        self.prints(self.ledger("--columns", "sn,asset", "--sort", "asset"), "sn,asset\n101,BTC\n101,USDT\n")

    def test_today_is_by_the_exchanges_clock(self):
        self.exchange.ahead = -86400
        self.snapshots = {date(TODAY - DAY): (90, TODAY - DAY, {"USDT": "10"})}
        self.entries = [deposit(101, TODAY - DAY, "1", "11")]
        self.assertEqual(self.ledger("--columns", "sn").stdout, "sn\n101\n")

    def test_the_margin_account(self):
        self.serve("margin")
        self.entries = [deposit(101, TODAY, "1", "11")]
        self.prints(self.ledger("--account", "margin"), HEADER + f"{stamp(TODAY)},margin,deposit,USDT,1,11,,,,,101\n")

    def test_before_the_oldest_snapshot_there_is_nothing(self):
        rows = self.trade_today()
        self.snapshots[date(TODAY - DAY)] = (90, TODAY - DAY, {"USDT": "10", "BTC": "1"})
        result = self.ledger("--since", "5d")
        self.assertEqual(result.stdout, HEADER + "".join(row + "\n" for row in rows))
        self.assertRegex(result.stderr, rf"\Acoffer: warning: [^\n]*{date(TODAY - DAY)}[^\n]*\n\Z")

    def test_wrong_calls(self):
        for options in (["--until", "2026-01-01", "--since", "2026-01-02"], ["--until", "1d"], ["--account", "spot"], ["--total"],
                        ["--watch"], ["--fail-if", "amount>1"], ["--since", "soon"],
                        ["--append", "x", "--columns", "time,account,event,asset,amount"]):
            self.fails(self.ledger(*options), 2)
        self.fails(self.coffer("cash", "--append", "x", "--where", "asset==BTC", env=self.env), 2, "--append")
        self.assertEqual(self.exchange.requests, [])

    def test_several_profiles(self):
        rows = self.trade_today()
        for name in "main", "sub":
            self.write(f".config/coffer/{name}.json", servers.profile(self.exchange.url))
        self.prints(self.coffer("ledger", "--csv", "--all-profiles"),
                    "profile," + HEADER + "".join(f"{name},{row}\n" for name in ("main", "sub") for row in rows))

    def test_the_practice_exchange_adds_up(self):
        for account in "cash", "margin":
            result = self.coffer("--sandbox", "ledger", "--account", account, "--jsonl")
            self.assertEqual((result.status, result.stderr), (0, ""))
            self.assertTrue(result.stdout)


class At(ledgers.LedgerTest):
    def at(self, *options, command="cash"):
        return self.coffer(command, "--csv", "--at", date(TODAY), *options, env=self.env)

    def test_the_totals_at_the_beginning_of_a_day(self):
        self.serve("margin")
        self.snapshots[date(TODAY)][2]["ASD"] = "0"
        for command in "cash", "margin":
            self.prints(self.at(command=command), "asset,totalBalance\nUSDT,10\nBTC,1\n")
        self.prints(self.at("btc", "asd", "--timestamp", "--columns", "asset,total,available,locked"),
                    "timestamp,asset,totalBalance,availableBalance,lockedBalance\n"
                    f"{stamp(TODAY)},BTC,1,,\n{stamp(TODAY)},ASD,0,,\n")

    def test_what_the_snapshot_does_not_have(self):
        self.fails(self.at("BTCX"), 8, "BTCX", "did you mean BTC?")
        self.fails(self.coffer("cash", "--at", "2020-01-01", env=self.env), 8, date(TODAY))

    def test_another_day_than_was_asked_for(self):
        self.snapshots[date(TODAY)] = (90, TODAY - DAY, {"USDT": "10"})
        self.fails(self.at(), 9, date(TODAY), date(TODAY - DAY))

    def test_wrong_calls(self):
        for options in ["--watch"], ["--show-all"], ["--fail-if", "totalBalance>1"], ["--at", "today"]:
            self.fails(self.at(*options), 2)

    def test_a_missed_day_is_filled_in(self):
        header = "timestamp,profile,report,asset,totalBalance,availableBalance\n"
        now = f"{stamp(TODAY + DAY)},,cash,"
        self.log.write_text(f"{header}{now}BTC,1,1\n{now}ETH,2,2\n")
        self.log.chmod(0o600)
        self.prints(self.at("--append", str(self.log)), "")
        self.assertEqual(self.log.read_text().splitlines()[3:],
                         [f"{stamp(TODAY)},,cash,USDT,10,", f"{stamp(TODAY)},,cash,BTC,1,"])
        result = self.coffer("history", str(self.log), "--asset", "BTC", "--csv", "--no-headers",
                             "--columns", "count,firstTime,lastTime")
        self.prints(result, f"2,{stamp(TODAY)},{stamp(TODAY + DAY)}\n")
        self.prints(self.coffer("cash", "--append", str(self.log), env=self.env), "")
        self.assertEqual(sum(",ETH," in line for line in self.log.read_text().splitlines()), 2)

    def test_what_a_log_has_beyond_it_stays_empty(self):
        log = self.home / "values.csv"
        self.prints(self.coffer("cash", "--value", "USDT", "--append", str(log), env=self.env), "")
        self.prints(self.at("--append", str(log)), "")
        self.assertEqual(log.read_text().splitlines()[-1], f"{stamp(TODAY)},,cash,BTC,1,,,,,")

    def test_a_log_that_could_not_tell_such_a_day_is_refused(self):
        self.fails(self.at("--append", str(self.log), "--columns", "asset,total"), 10, "availableBalance")
        self.assertFalse(self.log.exists())


class Append(ledgers.LedgerTest):
    def test_a_daily_job_keeps_a_whole_ledger(self):
        rows = self.trade_today()
        self.prints(self.append(), "")
        self.assertEqual(self.rows(), rows)
        self.assertRegex(self.log.read_text(), r"\Atimestamp,profile,report,time,account,.*\n20\S+,,ledger,")
        self.prints(self.append(), "")
        self.assertEqual(self.rows(), rows)
        self.entries.append(deposit(103, TODAY + 3000, "1", "12"))
        self.prints(self.append(), "")
        self.assertEqual(self.rows(), [*rows, f"{stamp(TODAY + 3000)},cash,deposit,USDT,1,12,,,,,103"])

    def test_it_goes_on_from_the_day_of_the_last_entry(self):
        self.snapshots[date(TODAY - 2 * DAY)] = (90, TODAY - 2 * DAY, {"USDT": "7", "BTC": "1"})
        rows = self.trade_today()
        early = [deposit(91, TODAY - 2 * DAY + 1000, "2", "9"), deposit(92, TODAY - DAY, "1", "10")]
        self.entries[:0] = early
        self.append("--since", date(TODAY - 2 * DAY), "--until", stamp(TODAY - DAY))
        self.assertEqual(len(self.rows()), 1)
        self.prints(self.append(), "")
        self.assertEqual(len(self.rows()), 2 + len(rows))

    def test_a_quiet_log_misses_nothing(self):
        self.snapshots[date(TODAY - DAY)] = (90, TODAY - DAY, {"USDT": "9", "BTC": "1"})
        self.prints(self.append(), "")
        self.assertEqual(self.rows(), [])
        self.entries = [deposit(91, TODAY - 1000, "1", "10")]
        for path in self.log, self.log.with_suffix(".csv.1"):
            if path != self.log:
                self.log.write_text("\n".join(self.log.read_text().splitlines()[:1]) + "\n")
                self.log.rename(path)
            self.prints(self.append(), "")
            self.assertEqual(len(self.rows()), 1)

    def test_a_log_in_another_order_repeats_nothing(self):
        self.entries = [order(101 + i, TODAY + i, ("trade", "BTC", "1", str(2 + i)), ("trade", "USDT", "-1", str(9 - i)))
                        for i in range(3000)]
        for _ in range(2):
            self.prints(self.append("--sort", "asset"), "")
            self.assertEqual(len(self.rows()), 6000)

    def test_an_event_that_is_escaped_in_a_log_is_not_repeated(self):
        self.entries = [{**deposit(101, TODAY, "5", "15"), "eventType": "=\x1b"}]
        for _ in range(2):
            self.prints(self.append(), "")
            self.assertEqual(len(self.rows()), 1)

    def test_a_stretch_that_the_exchange_has_no_more_is_told_unless_nothing_happened(self):
        row = "{0},,ledger,{0},cash,deposit,{1},1,{2},,,,,50\n"
        header = "timestamp,profile,report," + HEADER
        at = stamp(TODAY - 20 * DAY)
        self.trade_today()
        for balance, told in ("10", False), ("9", True):
            self.log.write_text(header + row.format(at, "USDT", balance) + row.format(at, "BTC", "1.0"))
            self.log.chmod(0o600)
            result = self.append()
            self.assertEqual((result.status, len(self.rows())), (0, 6))
            self.assertEqual(bool(re.fullmatch(rf"coffer: warning: [^\n]*{at}[^\n]*{stamp(TODAY)}[^\n]*\n",
                                               result.stderr)), told, result)

    def test_each_condition_may_choose_what_is_logged(self):
        self.trade_today()
        self.prints(self.append("--where", "event==fee"), "")
        self.assertEqual(len(self.rows()), 1)


harness.main()
