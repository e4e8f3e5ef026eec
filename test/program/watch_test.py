"""Rounds that keep going: --watch on a terminal, into a pipe and into a log."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import harness
import logs
import servers

CASH = "/api/pro/v1/cash/balance"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
EVERY_SECOND = "--watch", "--interval", "1"


# A machine that has slept for as many seconds as the file `slept` says.
SLEEP = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec* time) {
  int (*real)(clockid_t, struct timespec*) = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, time);
  char path[4096];
  snprintf(path, sizeof path, "%s/slept", getenv("HOME"));
  FILE* slept = clock == CLOCK_BOOTTIME ? fopen(path, "r") : NULL;
  int seconds = 0;
  if (slept && fscanf(slept, "%d", &seconds) == 1) time->tv_sec += seconds;
  if (slept) fclose(slept);
  return result;
}
"""


def usdt(amount):
    return servers.envelope([{"asset": "USDT", "totalBalance": amount, "availableBalance": "7"}])


def text_of(frame):
    """What a frame shows, line by line."""
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]|\r", "", frame).split("\n")


class Terminal:
    """A coffer some of whose streams are a terminal, and what that has shown so far."""

    def __init__(self, test, *arguments, env, size=(24, 80), streams=("stdout",)):
        self.master, slave = pty.openpty()
        test.addCleanup(os.close, self.master)
        self.resize(*size)
        self.process = test.start(*arguments, env={"TERM": "xterm", **env}, **dict.fromkeys(streams, slave))
        test.addCleanup(self.process.communicate)
        test.addCleanup(self.process.kill)
        os.close(slave)
        self.test = test
        self.shown = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, timeout):
        """False at the end, and when there is nothing in time."""
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:  # the end, on Linux
            return False
        self.shown += part.decode()
        return bool(part)

    def frames(self):
        """Complete ones."""
        return [frame.removesuffix("\x1b[J") for frame in self.shown.split("\x1b[H")[1:]
                if "\x1b[J" in frame]

    def until(self, shows, timeout=10):
        """The first frame for which `shows(frame)` holds."""
        end = time.monotonic() + timeout
        while not (found := [frame for frame in self.frames() if shows(frame)]):
            self.test.assertLess(time.monotonic(), end, self.shown)
            self.read(0.1)
        return found[0]

    def end(self):
        """The status, once everything that was shown has been read."""
        while self.read(5):
            pass
        return self.process.wait(5)


class Watch(harness.ExchangeTest):
    def replies(self, *replies):
        """One after the other, the last one for ever."""
        replies = list(replies)
        self.exchange.replies[CASH] = lambda _: replies.pop(0) if len(replies) > 1 else replies[0]

    def terminal(self, *arguments, env=None, **options):
        return Terminal(self, "cash", *EVERY_SECOND, *arguments, env={**self.env, **(env or {})}, **options)

    def rounds(self, count, *arguments, number=signal.SIGINT):
        """What that many rounds print on stdout and stderr."""
        process = self.running("cash", *EVERY_SECOND, *arguments, env=self.env)
        end = time.monotonic() + 15
        while len(self.exchange.requests) < count:
            self.assertLess(time.monotonic(), end)
            self.assertIsNone(process.poll(), "it ended early")
            time.sleep(0.01)
        time.sleep(0.6)  # the last round has ended, and the next not begun
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=5)
        self.assertEqual(process.returncode, -number)
        return stdout.decode(), stderr.decode()

    def test_rounds_follow_each_other_at_a_steady_pace(self):
        def slow(_):
            arrivals.append(time.monotonic())
            time.sleep(0.2)
            return usdt("1.5")

        arrivals = []
        self.exchange.replies[CASH] = slow
        stdout, stderr = self.rounds(5, "--csv")
        self.assertRegex(stdout, r"\Atimestamp,asset,totalBalance,availableBalance\n(20[^,]+Z,USDT,1\.5,7\n){5}\Z")
        self.assertEqual(stderr, "")
        self.assertEqual(self.exchange.connections, 1)
        # The time of a round does not add to the interval.
        self.assertGreater(arrivals[4] - arrivals[0], 3.5)
        self.assertLess(arrivals[4] - arrivals[0], 4.7)

    def test_beats_that_a_long_round_misses_are_left_out(self):
        def slow(_):
            arrivals.append(time.monotonic())
            time.sleep(1.3 if len(arrivals) == 1 else 0)
            return usdt("1")

        arrivals = []
        self.exchange.replies[CASH] = slow
        self.rounds(3, "--csv")
        self.assertEqual([round(at - arrivals[0]) for at in arrivals], [0, 2, 3])

    def test_json_becomes_lines_and_tables_are_kept_apart(self):
        stdout, _ = self.rounds(2, "--json", "USDT")
        rows = [json.loads(line) for line in stdout.splitlines()]
        self.assertEqual([list(row)[:2] for row in rows], [["timestamp", "asset"]] * 2)
        self.exchange.requests.clear()
        stdout, _ = self.rounds(2, number=signal.SIGTERM)
        first, second = stdout.split("\n\n")
        for table in first, second:
            self.assertTrue(table.startswith("TIMESTAMP "), table)
        self.assertNotIn("\x1b", stdout)

    def test_failures_that_may_pass_are_told_and_survived(self):
        self.replies(usdt("1"), servers.Reply("<html>", 503), servers.failure(4711), usdt("2"))
        stdout, stderr = self.rounds(4, "--csv", "--retries", "0")
        self.assertEqual([line.split(",")[2] for line in stdout.splitlines()], ["totalBalance", "1", "2"])
        self.assertRegex(stderr, r"\Acoffer: [^\n]*503[^\n]*\ncoffer: [^\n]*4711[^\n]*\n\Z")

    def test_failures_that_cannot_pass_end_it(self):
        self.replies(usdt("1"), servers.failure(200015, "PERMISSION_DENIED"))
        result = self.coffer("cash", *EVERY_SECOND, "--csv", env=self.env)
        self.assertEqual(result.status, 4)
        self.assertEqual(result.stdout.count("\n"), 2)
        self.assertIn("PERMISSION_DENIED", result.stderr)
        self.fails(self.coffer("cash", "--watch"), 3)
        with open("/dev/full", "wb") as full:
            self.replies(usdt("1"))
            self.fails(self.coffer("cash", "--watch", env=self.env, stdout=full), 10)

    def test_the_first_condition_that_holds_ends_it(self):
        self.replies(usdt("999.99"), servers.Reply("", 503), usdt("1000.00"))
        result = self.coffer("cash", *EVERY_SECOND, "--retries", "0", "--csv", "-q",
                             "--fail-if", "USDT.totalBalance>=1000", env=self.env)
        self.assertEqual(result.status, 11)
        self.assertEqual(result.stdout.count("USDT"), 2)
        self.assertTrue(result.stderr.endswith("coffer: USDT.totalBalance>=1000 holds: found 1000.00\n"))

    def test_of_several_profiles_one_that_cannot_go_on_is_told_once(self):
        for name in "a", "b":
            secret = servers.SECRET if name == "a" else "wrong"
            self.write(f".config/coffer/{name}.json", servers.profile(self.exchange.url, api_secret=secret))
        self.replies(usdt("1"))
        self.env = {}
        stdout, stderr = self.rounds(5, "--all-profiles", "--csv")
        self.assertGreater(stdout.count(",a,USDT,"), 2)
        self.assertEqual(stderr.count("coffer: b: "), 1, stderr)
        (self.home / ".config/coffer/a.json").unlink()
        result = self.coffer("cash", *EVERY_SECOND, "--all-profiles", env=self.env)
        self.assertEqual((result.status, result.stderr.count("coffer: b: ")), (4, 1))

    def test_an_asset_that_is_not_listed_ends_it(self):
        self.fails(self.coffer("cash", "BTX", *EVERY_SECOND, "--csv", env=self.env), 8, "BTC")

    def test_each_round_is_appended_to_a_log(self):
        log = self.home / "log.csv"
        self.replies(usdt("1"), servers.Reply("", 503), usdt("2"))
        stdout, stderr = self.rounds(3, "--append", str(log), "--retries", "0")
        self.assertEqual((stdout, stderr.count("\n")), ("", 1))
        self.assertRegex(log.read_text(), r"\Atimestamp,[^\n]+\n"
                                          r"20[^,]+,,cash,USDT,1,7\n20[^,]+,,cash,USDT,2,7\n\Z")

    def test_a_reader_that_goes_away_ends_it_at_once(self):
        process = self.running("cash", "--watch", "--interval", "3600", "--jsonl", env=self.env)
        process.stdout.readline()
        begin = time.monotonic()
        process.stdout.close()
        self.assertEqual(process.wait(10), -signal.SIGPIPE)
        self.assertLess(time.monotonic() - begin, 0.5)
        self.assertEqual(process.stderr.read(), b"")

    def test_on_a_terminal_the_table_is_redrawn_and_changes_are_marked(self):
        self.replies(usdt("1.5"), usdt("1.50"), usdt("2.5"))
        screen = self.terminal("--color", "never")
        first = screen.until(lambda frame: "1.5 " in frame)
        self.assertEqual(text_of(first), [
            "coffer cash, received 0 s ago", "",
            "ASSET  TOTAL  AVAILABLE  LOCKED", "USDT     1.5          7    -5.5"])
        same = screen.until(lambda frame: "1.50" in frame)
        self.assertNotIn("\x1b[7m", same)  # the same amount, written in another way
        changed = screen.until(lambda frame: "2.5" in frame)
        self.assertEqual(re.findall(r"\x1b\[7m([^\x1b]+)\x1b\[0m", changed), ["2.5", "-4.5"])
        self.assertTrue(all(line.endswith("\x1b[K") for line in re.split(r"\r+\n", changed)))
        self.assertRegex(text_of(changed)[-1], r"\A\d\d:\d\d:\d\d USDT totalBalance 1\.50 -> 2\.5 \(and 1 more\)\Z")
        self.assertEqual(screen.shown.count(HIDE), 1)
        self.assertNotIn("\x1b[2J", screen.shown)

    def test_73_the_terminal_is_given_back(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            screen = self.terminal()
            screen.until(lambda frame: "USDT" in frame)
            self.assertIn(HIDE, screen.shown)
            begin = time.monotonic()
            screen.process.send_signal(number)
            self.assertEqual(screen.end(), -number)
            self.assertLess(time.monotonic() - begin, 0.5)
            self.assertTrue(screen.shown.endswith("\r\n" + SHOW), repr(screen.shown[-60:]))

    def test_a_terminal_that_takes_nothing_does_not_keep_it_from_ending(self):
        if self.instrumented("tsan"):
            self.skipTest("TSan keeps signals back from a thread that waits for a lock")
        screen = self.terminal()
        screen.until(lambda frame: "USDT" in frame)
        os.write(screen.master, b"\x13")  # Ctrl-S
        time.sleep(1.5)
        begin = time.monotonic()
        screen.process.terminate()
        self.assertEqual(screen.process.wait(5), -signal.SIGTERM)
        self.assertLess(time.monotonic() - begin, 0.5)

    def test_73_stopped_and_continued(self):
        screen = self.terminal()
        screen.until(lambda frame: "USDT" in frame)
        screen.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(screen.process.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        while screen.read(0.3):
            pass
        self.assertTrue(screen.shown.endswith(SHOW))
        screen.shown = ""
        screen.process.send_signal(signal.SIGCONT)
        screen.until(lambda frame: "USDT" in frame)
        self.assertTrue(screen.shown.startswith(HIDE))

    def test_in_the_background_it_leaves_the_terminal_to_the_shell(self):
        shell = harness.Shell(self, self.env)
        shell.type(f"{harness.COFFER} cash --watch -n 1 --color never\n")
        shell.until("USDT")
        shell.type("\x1a")
        shell.until("Stopped")
        shell.type("bg\n")
        shell.type("echo in-the-$((1))background\n")
        shell.until("in-the-1background")
        shell.shown = ""
        time.sleep(2.5)
        self.assertNotIn("USDT", shell.read())
        shell.type("fg\n")
        shell.until("USDT")
        shell.type("\x03")
        shell.until(SHOW)

    def test_the_last_change_is_told_even_where_it_is_off_the_screen(self):
        def balances(amount):
            names = [f"A{i}" for i in range(30)]
            rows = [{"asset": name, "totalBalance": "1", "availableBalance": "1"} for name in names]
            rows[-1]["availableBalance"] = amount
            return servers.envelope(rows)

        self.replies(balances("1"), balances("0.5"), balances("0.5"), balances("0.5"))
        screen = self.terminal("--columns", "asset,availableBalance", size=(10, 80))
        screen.until(lambda frame: "A29 availableBalance 1 -> 0.5" in frame)
        screen.shown = ""
        frame = screen.until(lambda frame: "A29 availableBalance" in frame)
        self.assertEqual(len(text_of(frame)), 10)
        self.assertIn("more lines", frame)

    def test_the_terminal_is_given_back_at_an_end_of_its_own(self):
        self.replies(usdt("1"), usdt("2"))
        screen = self.terminal("--fail-if", "USDT.totalBalance>1")
        self.assertEqual(screen.end(), 11)
        self.assertTrue(screen.shown.endswith(SHOW))
        self.assertIn(b"holds: found 2\n", screen.process.stderr.read())

    def test_errors_and_the_age_of_the_data_are_shown(self):
        self.replies(usdt("1"), servers.Reply("", 503), usdt("1"))
        screen = self.terminal("--retries", "0")
        frame = screen.until(lambda frame: "last error" in frame)
        age, error, _, header, *_ = text_of(frame)
        self.assertRegex(age, r"\Acoffer cash, received [012] s ago\Z")
        self.assertRegex(error, r"\Alast error 0 s ago: [^\n]*503")
        self.assertTrue(header.startswith("ASSET"))
        screen.until(lambda frame: re.search(r"received 0 s ago.*\n.*last error [1-9] s ago", frame))
        screen.process.terminate()
        screen.end()
        self.assertEqual(screen.process.stderr.read().count(b"\n"), 1)

    def test_what_is_wrong_with_the_log_is_not_painted_over(self):
        log = self.write("log.csv", logs.HEADER + "torn")
        screen = self.terminal("--append", str(log), streams=("stdout", "stderr"))
        frame = screen.until(lambda frame: "USDT" in frame)
        self.assertIn("the last line had no end", text_of(frame)[1])
        screen.process.terminate()
        screen.end()
        self.assertNotIn("warning", screen.shown)

    def test_96_the_machine_sleeps_and_the_next_round_comes_as_it_wakes(self):
        shim = self.home / "sleep.so"
        subprocess.run([os.environ["COFFER_COMPILER"], "-x", "c", "-shared", "-fPIC", "-o", shim,
                        self.write("sleep.c", SLEEP)], check=True)
        preload = {"LD_PRELOAD": str(shim), "ASAN_OPTIONS": "verify_asan_link_order=0"}
        screen = self.terminal("--interval", "36000", env=preload)
        screen.until(lambda frame: "received 0 s ago" in frame)
        self.write("slept", "7300")
        screen.until(lambda frame: "received 2 h ago" in frame)
        self.assertEqual(len(self.exchange.requests), 1)
        screen.shown = ""
        self.write("slept", "36001")
        screen.until(lambda frame: "received 0 s ago" in frame, timeout=5)
        self.assertGreaterEqual(len(self.exchange.requests), 2)

    def test_73_a_changed_size_is_followed(self):
        screen = self.terminal("--interval", "60")
        screen.until(lambda frame: "LOCKED" in frame)
        screen.resize(4, 20)
        screen.process.send_signal(signal.SIGWINCH)
        frame = screen.until(lambda frame: "more lines" in frame)
        self.assertEqual(text_of(frame), ["coffer cash, receiv>", "", "ASSET           TOT>", "(3 more lines)"])

    def test_a_terminal_without_escape_sequences_gets_rounds(self):
        log = self.home / "log.csv"
        screen = self.terminal("--append", str(log), env={"TERM": "dumb"})
        while screen.shown.count("TIMESTAMP") < 2:
            self.assertTrue(screen.read(5))
        self.assertNotIn("\x1b", screen.shown)
        self.assertEqual(log.read_text().count("USDT"), 2)


harness.main()
