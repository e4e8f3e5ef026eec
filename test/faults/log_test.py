"""Logs over the years: assets that go, rotations, other columns, and what is left of damaged files:
faults 75, 76, 85 and 100."""

import fcntl
import gzip
import os
import re
import subprocess
import time

import harness
import logs
from logs import HEADER

ROWS = [f"2026-01-0{day}T00:00:00.000Z,main,cash,BTC,{day},{day}\n" for day in range(1, 6)]
COUNT = "--csv", "--no-headers", "--columns", "count,first,last"


class Logs(logs.LogTest):
    def test_75_an_asset_that_was_sold_is_zero_once(self):
        self.serve(BTC="1", ETH="2.50", ASD="0")
        self.prints(self.append(), "")
        self.assertEqual(self.exchange.requests[-1].query, {"showAll": "true"})
        self.serve(BTC="1", ETH="0.00", ASD="0")
        for _ in range(2):
            self.prints(self.append(), "")
        self.assertEqual(self.rows(), [",cash,BTC,1,1", ",cash,ETH,2.50,2.50", ",cash,BTC,1,1",
                                       ",cash,ETH,0.00,0.00", ",cash,BTC,1,1"])

    def test_100_an_asset_that_was_sold_around_a_rotation(self):
        for rotated, compress in ("log.csv.1", False), ("log.csv-20261101", True):
            self.serve(BTC="1", ETH="2")
            self.append()
            os.rename(self.log, self.home / rotated)
            if compress:
                subprocess.run(["gzip", self.home / rotated], check=True)
            self.serve(BTC="1", ETH="0")
            self.append()
            self.assertEqual(self.rows(), [",cash,BTC,1,1", ",cash,ETH,0,0"])
            result = self.coffer("history", str(self.log), *map(str, self.home.glob(f"{rotated}*")),
                                 "--asset", "ETH", "--csv", "--no-headers", "--columns", "count,last")
            self.prints(result, "2,0\n")
            for path in self.home.glob("log.csv*"):
                path.unlink()

    def test_75_profiles_and_reports_of_one_log_are_told_apart(self):
        log = self.home / "log.jsonl"
        self.store("a", "b")
        self.serve(BTC="1", ETH="2")
        append = lambda *options: self.prints(self.coffer(*options, "--append", str(log)), "")
        for profile in "a", "b":
            append("cash", "-p", profile)
        append("margin", "-p", "a")
        self.serve(BTC="3", ETH="0")  # a has sold its ETH; nobody has looked at b
        append("cash", "-p", "a")
        result = self.coffer("history", str(log), "--csv", "--no-headers", "--columns",
                             "profile,report,asset,count,last")
        self.prints(result, "a,cash,BTC,2,3\na,cash,ETH,2,0\nb,cash,BTC,1,1\nb,cash,ETH,1,2\n"
                            "a,margin,USDT,1,11200\n")

    def reads(self, content, printed, *told):
        """What history makes of a file's bytes, and each of its warnings."""
        self.log.write_bytes(content)
        result = self.coffer("history", str(self.log), *COUNT)
        self.assertEqual((result.status, result.stdout), (0, printed), result)
        warnings = result.stderr.splitlines()
        self.assertEqual(len(warnings), len(told), result)
        for warning, part in zip(warnings, told):
            self.assertRegex(warning, rf"\Acoffer: warning: {re.escape(str(self.log))}{part}")

    def test_76_what_is_damaged_is_skipped_with_its_line(self):
        text = HEADER + "".join(ROWS)
        self.reads(text[:-2].encode(), "4,1,4\n", ":6: line skipped: cut short")
        self.reads((HEADER + ROWS[0] + "\0" * 5000 + "\n" + ROWS[1]).encode(), "2,1,2\n", ":3: [^:]*: a NUL")
        for damage, why in ((os.urandom(99).replace(b"\n", b"") + b"\n", ""), (b'"a\n', ": a quote"),
                            (b"x" * 300_000 + b"\n", ": longer"), (b"{\n", ""), (b"[[[\n", ": a JSON array"),
                            (b"2026-01-02T00:00:00.000Z,main,cash,BTC,1,5.,5\n", ": 7 cells"),
                            (b"2026-01-02T00:00:00.000Z,main,cash,BTC,5.,5\n", ": totalBalance"),
                            (b"2026-13-02T00:00:00.000Z,main,cash,BTC,5,5\n", ": the timestamp")):
            self.reads((HEADER + ROWS[0]).encode() + damage + ROWS[1].encode(), "2,1,2\n",
                       f":3: line skipped{why}")
        # Neither a cell nor an entry is made of two lines.
        self.reads((HEADER + ROWS[0].replace("BTC", '"B\nTC"') + ROWS[1]).encode(), "1,2,2\n", ":2: ", ":3: ")

    def test_76_what_cannot_be_read_is_an_error(self):
        damaged = bytearray(gzip.compress((HEADER + "".join(ROWS)).encode()))
        damaged[20] ^= 0xFF
        for content in bytes(damaged), os.urandom(4096), b"\x7fELF\0\0\0\n":
            self.log.write_bytes(content)
            self.fails(self.coffer("history", str(self.log), "--csv"), 3, str(self.log))
        if os.geteuid() != 0:
            self.log.chmod(0)
            self.fails(self.coffer("history", str(self.log)), 3, "Permission denied")
        self.fails(self.coffer("history", "/proc/self/mem"), 3, "/proc/self/mem")

    def test_85_a_log_that_is_emptied_before_it_is_written_gets_its_header_again(self):
        self.serve(BTC="1")
        self.append()
        self.append()
        trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=write",
                 "-e", "inject=write:delay_enter=700000"]
        process = subprocess.Popen(
            [*trace, harness.COFFER, "cash", "--append", str(self.log)], stderr=subprocess.PIPE, text=True,
            env={"HOME": str(self.home), "ASAN_OPTIONS": "detect_leaks=0", **self.env})
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        while not self.is_locked():  # and from then on it is read, and then written
            if process.poll() is not None:
                self.skip(f"strace: {process.stderr.read()}")
            time.sleep(0.01)
        time.sleep(0.2)
        os.truncate(self.log, 0)
        self.assertEqual(process.wait(20), 0, process.stderr.read())
        self.assertRegex(self.log.read_text(), rf"\A{HEADER}{logs.TIME},,cash,BTC,1,1\n\Z")

    def is_locked(self):
        with open(self.log) as log:
            try:
                fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


harness.main()
