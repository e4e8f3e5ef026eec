"""What logs tell: rows, charts, and what becomes of damage."""

import array
import fcntl
import json
import os
import subprocess
import termios
import time

import harness

DAY = 86400
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

    def test_rows_are_shaped_like_those_of_any_report(self):
        log = str(self.write("cash.csv", CASH))
        self.prints(self.history(log, "--csv", "--no-headers", "--sort", "first", "--columns",
                                 "ASSET,first time"),
                    "BTC,2026-01-01T00:00:00.000Z\nUSDT,2026-01-01T00:00:00.000Z\n")
        self.prints(self.history(log, "--columns", "asset", env={"COFFER_OUTPUT": "csv"}),
                    "asset\nUSDT\nBTC\n")
        now = self.history(log, "--timestamp", "--json").stdout
        self.assertEqual(json.loads(now)[0]["timestamp"][:4], time.strftime("%Y", time.gmtime()))
        self.fails(self.history(log, "--columns", "totalBalance"), 2, "totalBalance")

    def test_files_in_any_order_and_of_any_kind_are_one_history(self):
        newer = str(self.write("cash.csv", CASH))
        older = str(self.write("cash.jsonl.1", '{"timestamp":"2025-12-31T00:00:00.000Z","asset":"USDT",'
                                             '"totalBalance":"5","availableBalance":"5"}\n'))
        columns = ["--columns", "asset,count,first,last", "--csv", "--no-headers", "--asset", "USDT"]
        for files in [newer, older], [older, newer]:
            self.prints(self.history(*files, *columns), "USDT,4,5,1200.5\n")
        with open(newer, "rb") as log:
            self.prints(self.history(older, "-", *columns, stdin=log),
                        "USDT,1,5,5\nUSDT,3,1000.50,1200.5\n")
        subprocess.run(["gzip", older], check=True)
        self.prints(self.history(newer, older + ".gz", *columns), "USDT,4,5,1200.5\n")

    def test_a_pipe_that_is_not_in_order_is_read_with_a_warning(self):
        rows = [f"2026-01-0{day}T00:00:00.000Z,USDT,{day}\n" for day in (3, 1, 2)]
        process = self.start("history", "-", "--csv", "--no-headers", "--columns", "count,first,last,gaps",
                             stdin=subprocess.PIPE)
        stdout, stderr = process.communicate("timestamp,asset,totalBalance\n".encode() + "".join(rows).encode())
        self.assertEqual((process.returncode, stdout), (0, b"3,1,3,\n"))
        self.assertRegex(stderr.decode(), r"\Acoffer: warning: [^\n]*order of time[^\n]*\n\Z")

    def test_a_series_for_each_profile(self):
        log = self.write("cash.csv", "timestamp,profile,asset,totalBalance\n"
                                     "2026-01-01T00:00:00.000Z,main,BTC,1\n"
                                     "2026-01-01T00:00:00.000Z,'=spare,BTC,2\n")
        self.prints(self.history(str(log), "--csv", "--columns", "profile,asset,last"),
                    "profile,asset,last\nmain,BTC,1\n'=spare,BTC,2\n")
        self.prints(self.history(str(log), "--jsonl", "--columns", "profile"),
                    '{"profile":"main"}\n{"profile":"=spare"}\n')

    def test_other_columns(self):
        log = str(self.write("cash.csv", CASH))
        self.prints(self.history(log, "--of", "availableBalance", "--asset", "USDT", "--csv",
                                 "--no-headers", "--columns", "column,last"),
                    "availableBalance,250\n")
        self.fails(self.history(log, "--of", "availabelBalance"), 2, "availableBalance")
        self.fails(self.history(log, "--of", "x", "--json"), 2)

    def test_a_span_of_time(self):
        log = str(self.write("cash.csv", CASH))
        columns = "--csv", "--no-headers", "--asset", "USDT", "--columns", "count"
        for span, count in (
            (["--since", "2026-01-02"], 2), (["--until", "2026-01-02"], 1),
            (["--since", "2026-01-02T01:00:00+01:00", "--until", "2026-01-02T00:00:00.001Z"], 1),
        ):
            self.prints(self.history(log, *columns, *span), f"{count}\n")
        now = time.time()
        recent = "".join(f"{at(now - age)},USDT,1\n" for age in (9 * DAY, 6 * DAY, 3600, 60))
        log = str(self.write("recent.csv", "timestamp,asset,totalBalance\n" + recent))
        for age, count in ("7d", 3), ("24h", 2), ("30m", 1), ("2w", 4):
            self.prints(self.history(log, *columns, "--since", age), f"{count}\n")
        self.fails(self.history(log, "--since", "soon"), 2, "--since")

    def test_the_last_amount_of_each_period(self):
        log = str(self.write("cash.csv", CASH + "2026-02-01T12:00:00.000Z,USDT,5,5\n"))
        columns = "--csv", "--asset", "USDT"
        self.prints(self.history(log, *columns, "--every", "1d"),
                    "profile,report,asset,column,time,value,change\n"
                    "cash,cash,USDT,totalBalance,2026-01-01T00:00:00.000Z,1000.50,\n"
                    "cash,cash,USDT,totalBalance,2026-01-02T00:00:00.000Z,250,-750.5\n"
                    "cash,cash,USDT,totalBalance,2026-01-03T00:00:00.000Z,1200.5,950.5\n"
                    "cash,cash,USDT,totalBalance,2026-02-01T00:00:00.000Z,5,-1195.5\n")
        for period, times in ("1mo", ["2026-01-01", "2026-02-01"]), ("1w", ["2025-12-29", "2026-01-26"]):
            rows = self.history(log, "--json", "--asset", "USDT", "--every", period).stdout
            self.assertEqual([row["time"][:10] for row in json.loads(rows)], times)
        self.fails(self.history(log, "--every", "2d"), 2, "--every")
        self.fails(self.history(log, "--every", "1d", "--plot"), 2, "--plot")

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

    def test_gaps_are_blank_and_counted(self):
        hours = [*range(10), *range(20, 40)]
        rows = "".join(f"{at(hour * 3600)},USDT,{hour % 7}\n" for hour in hours)
        rows += "".join(f"{at(hour * 3600)},BTC,1\n" for hour in range(20))
        log = str(self.write("cash.csv", "timestamp,asset,totalBalance\n" + rows))
        result = self.history(log, "--csv", "--no-headers", "--columns", "asset,gaps,trend",
                              env={"LANG": "C.UTF-8"})
        usdt, btc = (line.split(",") for line in result.stdout.splitlines())
        self.assertEqual((usdt[:2], btc[:2]), (["USDT", "1"], ["BTC", "0"]))
        self.assertRegex(usdt[2], r"\A\S{2,3} {2,3}\S{5,6}\Z")
        self.assertRegex(btc[2], r"\A▁{5}\Z")

    def test_a_file_that_cannot_be_read_is_an_error(self):
        log = str(self.write("cash.csv", CASH))
        self.fails(self.history(log, str(self.home / "none")), 3, "none", "No such file")
        self.fails(self.history(str(self.home)), 3, "directory")
        self.fails(self.history(log, str(self.write("notes.txt", "buy milk\n"))), 3, "notes.txt")
        os.mkfifo(self.home / "fifo")
        self.fails(self.history(str(self.home / "fifo")), 3, "fifo")
        self.fails(self.history(), 2, "history")

    def test_nothing_to_tell_is_an_empty_result(self):
        empty = str(self.write("empty", ""))
        self.prints(self.history(empty, "--csv"), HEADER)
        self.prints(self.history(empty, "--json"), "[]\n")
        result = self.history(empty, "--plot")
        self.assertEqual((result.status, result.stdout, result.stderr), (0, "", "coffer: note: there is nothing to draw\n"))
        log = str(self.write("cash.csv", CASH))
        self.prints(self.history(log, "--asset", "BTC", "--since", "2027-01-01", "--jsonl"), "")
        self.fails(self.history(log, "--asset", "BTX"), 8, "did you mean BTC?")
        self.fails(self.history(log, "--since", "2026-02-01", "--until", "2026-01-01"), 2, "--until")

    def test_charts(self):
        log = str(self.write("cash.csv", CASH))
        for env, corners in ({"LANG": "C"}, "+++"), ({"LANG": "C.UTF-8"}, "┌│└"):
            result = self.history(log, "--plot", env={"COLUMNS": "60", **env})
            self.assertEqual((result.status, result.stderr), (0, ""))
            usdt, btc = result.stdout.split("\n\n")
            lines = usdt.splitlines()
            self.assertEqual(lines[0], "USDT totalBalance")
            self.assertEqual({len(line) for line in lines[1:]}, {60})
            self.assertIn(" 1200.5 ", lines[1])
            self.assertIn(" 250 ", lines[-2])
            self.assertRegex(lines[-1], r"\A2026-01-01T00:00:00.000Z +2026-01-03T00:00:00.000Z\Z")
            self.assertEqual((lines[1][0], lines[-2][0]), (corners[0], corners[2]))
            self.assertTrue(btc.startswith("BTC totalBalance\n"))
        self.fails(self.history(log, "--plot", "--csv"), 2, "--plot")

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
