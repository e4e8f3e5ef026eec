"""What logs tell: rows, charts, and what becomes of damage."""

import array
import fcntl
import json
import os
import subprocess
import termios
import time

import harness

CASH = """\
timestamp,asset,totalBalance,availableBalance
2026-01-01T00:00:00.000Z,USDT,1000.50,1000.50
2026-01-01T00:00:00.000Z,BTC,0.00000001,0
2026-01-02T00:00:00.000Z,USDT,250,250
2026-01-03T00:00:00.000Z,USDT,1200.5,250
2026-01-03T00:00:00.000Z,BTC,123456789012345678901234567890.00000001,0
"""
HEADER = ("profile,report,asset,column,count,first,firstTime,last,lastTime,change,least,leastTime,"
          "greatest,greatestTime,gaps\n")
CASH_CSV = HEADER + """\
cash,cash,USDT,totalBalance,3,1000.50,2026-01-01T00:00:00.000Z,1200.5,2026-01-03T00:00:00.000Z,200,\
250,2026-01-02T00:00:00.000Z,1200.5,2026-01-03T00:00:00.000Z,0
cash,cash,BTC,totalBalance,2,0.00000001,2026-01-01T00:00:00.000Z,\
123456789012345678901234567890.00000001,2026-01-03T00:00:00.000Z,123456789012345678901234567890,\
0.00000001,2026-01-01T00:00:00.000Z,\
123456789012345678901234567890.00000001,2026-01-03T00:00:00.000Z,0
"""


def at(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


class History(harness.TestCase):
    def history(self, *arguments, **options):
        return self.coffer("history", *arguments, **options)

    def test_rows_are_exact_in_every_format(self):
        log = str(self.write("cash.csv", CASH))
        self.prints(self.history(log, "--csv"), CASH_CSV)
        rows = json.loads(self.history(log, "--json").stdout)
        self.assertEqual(list(rows[0]), HEADER.strip().split(","))
        self.assertEqual([list(map(str, row.values())) for row in rows],
                         [line.split(",") for line in CASH_CSV.splitlines()[1:]])
        self.assertEqual(rows[0]["count"], 3)
        lines = self.history(log, "--jsonl").stdout.splitlines()
        self.assertEqual([json.loads(line) for line in lines], rows)

    def test_the_table_adds_a_trend(self):
        log = str(self.write("cash.csv", CASH))
        heading = self.history(log).stdout.splitlines()[0].split("  ")
        self.assertEqual([name.strip().lower() for name in heading if name],
                         ["asset", "column", "first", "last", "change", "least", "greatest", "trend"])
        columns = "--columns", "asset,first,last,change,trend"
        table = ("ASSET    FIRST    LAST  CHANGE  TREND\n"
                 "USDT   1000.50  1200.5     200  ****_____#\n")
        self.prints(self.history(log, "--asset", "usdt", *columns), table)
        unicode = table.translate(str.maketrans("*_#", "▇▁█"))
        for env in {"LANG": "C.UTF-8"}, {"LC_ALL": "de_DE.utf8", "LANG": "C"}:
            self.prints(self.history(log, "--asset", "usdt", *columns, env=env), unicode)
        for env in ({"LANG": "C.UTF-8", "LC_ALL": "C"}, {"LANG": "C.UTF-8", "TERM": "dumb"}):
            self.prints(self.history(log, "--asset", "usdt", *columns, env=env), table)

    def test_a_pipe_that_is_not_in_order_is_read_with_a_warning(self):
        rows = [f"2026-01-0{day}T00:00:00.000Z,USDT,{day}\n" for day in (3, 1, 2)]
        process = self.start("history", "-", "--csv", "--no-headers", "--columns", "count,first,last,gaps",
                             stdin=subprocess.PIPE)
        stdout, stderr = process.communicate("timestamp,asset,totalBalance\n".encode() + "".join(rows).encode())
        self.assertEqual((process.returncode, stdout), (0, b"3,1,3,\n"))
        self.assertRegex(stderr.decode(), r"\Acoffer: warning: [^\n]*order of time[^\n]*\n\Z")

    def test_the_last_amount_of_each_period(self):
        log = str(self.write("cash.csv", CASH + "2026-02-01T12:00:00.000Z,USDT,5,5\n"))
        self.prints(self.history(log, "--csv", "--asset", "USDT", "--every", "1mo"),
                    "profile,report,asset,column,time,value,change\n"
                    "cash,cash,USDT,totalBalance,2026-01-01T00:00:00.000Z,1200.5,\n"
                    "cash,cash,USDT,totalBalance,2026-02-01T00:00:00.000Z,5,-1195.5\n")

    def test_only_some_rows(self):
        log = str(self.write("cash.csv", CASH))
        columns = "--csv", "--no-headers", "--columns", "asset"
        for conditions, rows in ((["change>200"], "BTC\n"), (["asset!=btc"], "USDT\n"),
                                 (["first time<2026-01-02", "least >= 250"], "USDT\n"),
                                 (["lastTime>1h"], ""), (["gaps==0"], "USDT\nBTC\n")):
            options = [word for condition in conditions for word in ("--where", condition)]
            self.prints(self.history(log, *columns, *options), rows)
        self.prints(self.history(log, "--every", "1d", "--csv", "--no-headers", "--columns", "asset,time",
                                 "--where", "change<0"), "USDT,2026-01-02T00:00:00.000Z\n")
        self.fails(self.history(log, "--where", "chagne>0"), 2, "did you mean 'change'?")
        self.fails(self.history(log, "--where", "asset>BTC"), 2, "asset")
        self.fails(self.history(log, "--plot", "--where", "change>0"), 2, "--plot")

    def test_the_table_fits_the_terminal(self):
        rows = "".join(f"{at(hour * 3600)},USDT,1285.36{hour}\n{at(hour * 3600)},BTC,22.{hour}\n"
                       for hour in range(9))
        log = str(self.write("cash.csv", "timestamp,asset,totalBalance\n" + rows))
        result, text = self.terminal("history", log, "--color", "never", env={"LANG": "C.UTF-8"})
        table = text.replace("\r", "").splitlines()
        self.assertEqual(len(table), 3)
        self.assertLessEqual(max(map(len, table)), 80)
        self.assertRegex(table[1], r"[▁▂▃▄▅▆▇█]{10}\Z")
        self.prints(self.history(log, env={"LANG": "C.UTF-8"}), text.replace("\r", ""))
        result, text = self.terminal("history", log, "--color", "never", columns=60)
        self.assertIn("ASSET     USDT\r\n", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 60)

    def test_charts_are_as_wide_as_the_terminal(self):
        log = str(self.write("cash.csv", CASH))
        result, text = self.terminal("history", log, "--plot", "--asset", "USDT", columns=70)
        shown = text.split("\r\n")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(shown[0], "\x1b[1mUSDT totalBalance\x1b[0m")
        self.assertEqual({len(line) for line in shown[1:-1]}, {70})

    def test_memory_does_not_grow_with_the_rows(self):
        # Freed memory that a sanitizer keeps back is not what this is about.
        process = self.start("history", "-", "--csv", "--columns", "count",
                             stdin=subprocess.PIPE, env={"ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"})
        stdin = process.stdin.fileno()

        def feed(numbers):
            for start in range(0, len(numbers), 1000):
                os.write(stdin, "".join(
                    f"{at(number * 300)},USDT,{number * 7919 % 100003}.000000000000001\n"
                    for number in numbers[start:start + 1000]).encode())
            waiting = array.array("i", [1])
            while waiting[0]:
                time.sleep(0.01)
                fcntl.ioctl(stdin, termios.FIONREAD, waiting)
            with open(f"/proc/{process.pid}/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

        os.write(stdin, b"timestamp,asset,totalBalance\n")
        before = feed(range(5000))
        after = feed(range(5000, 200000))
        stdout, stderr = process.communicate()
        self.assertEqual((stdout, stderr), (b"count\n200000\n", b""))
        self.assertLess(after - before, 4096)  # KiB, for 8 MB of log


harness.main()
