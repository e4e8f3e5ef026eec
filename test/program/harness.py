"""Runs the built program and looks at how it ends.

The program is the one that the environment variable COFFER names. Each run gets a home directory of
its own and no environment but what the test gives it.
"""

import concurrent.futures
import fcntl
import functools
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

import servers

SHORT = "--timeout", "0.6"

COFFER = os.environ.get("COFFER", "coffer")


# How the tool behaves that the program is built with.
TOOL_OPTIONS = {name: os.environ[name] for name in ("TSAN_OPTIONS",) if name in os.environ}


@functools.cache
def tools():
    """Which of these watch the program: asan, tsan, valgrind."""
    marks = {"asan": b"__asan_init", "tsan": b"__tsan_init", "valgrind": b"valgrind"}
    found = set()
    with open(COFFER, "rb") as program:
        # In parts: what this process once held counts for the children that it starts.
        end = b""
        while part := program.read(1 << 20):
            found |= {tool for tool, mark in marks.items() if mark in end + part}
            end = part[-16:]
    return found


class Result:
    def __init__(self, status, stdout, stderr, elapsed):
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
        self.elapsed = elapsed

    def __repr__(self):
        return f"status {self.status} in {self.elapsed:.2f} s, stdout {self.stdout!r}, stderr {self.stderr!r}"


class TestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="coffer-test-"))
        self.addCleanup(shutil.rmtree, self.home)

    def skip(self, why):
        """Ends the test, and says so where one reads it."""
        print(f"SKIPPED {self.id()}: {why}", file=sys.stderr)
        self.skipTest(why)

    def start(self, *arguments, env=None, **options):
        """A running coffer."""
        return subprocess.Popen(
            [COFFER, *arguments],
            env={"HOME": str(self.home), **TOOL_OPTIONS, **(env or {})},
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )

    def running(self, *arguments, **options):
        """A coffer that does not outlive the test."""
        process = self.start(*arguments, **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def coffer(self, *arguments, env=None, **options):
        """The result of a coffer that has ended. No output may ever hold a secret."""
        begin = time.monotonic()
        with self.start(*arguments, env=env, **options) as process:
            try:
                stdout, stderr = process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        elapsed = time.monotonic() - begin
        for output in (stdout, stderr):
            self.assertNotIn(servers.SECRET.encode(), output or b"")
        return Result(process.returncode, (stdout or b"").decode(), (stderr or b"").decode(), elapsed)

    def ask(self, server, *options, url=None, env=None):
        """The result of asking a server for cash balances."""
        env = servers.credentials(url or server.url, **(env or {}))
        return self.coffer("cash", "--csv", *options, env=env)

    def terminal(self, *arguments, stream="stdout", env=None, columns=80, **options):
        """The result of a run whose `stream` is a terminal, and what that showed."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        try:
            result = self.coffer(*arguments, env={"TERM": "xterm", **(env or {})},
                                 **{stream: slave}, **options)
        finally:
            os.close(slave)
        shown = b""
        try:
            while part := os.read(master, 65536):
                shown += part
        except OSError:  # the end, on Linux
            pass
        os.close(master)
        self.assertNotIn(servers.SECRET.encode(), shown)
        return result, shown.decode()

    def ends(self, process, number):
        """A running coffer dies of this signal, at once and in silence."""
        begin = time.monotonic()
        process.send_signal(number)
        self.assertEqual(process.wait(5), -number)
        slack = 1.8 if self.instrumented("asan") else 0.3  # of a machine that may be busy
        self.assertLess(time.monotonic() - begin, 0.2 + slack)
        self.assertEqual((process.stdout.read(), process.stderr.read()), (b"", b""))

    def prints(self, result, stdout):
        """The result is a success with exactly this output."""
        self.assertEqual((result.status, result.stdout, result.stderr), (0, stdout, ""))

    def fails(self, result, status, *parts):
        """The result is a failure of this status, told in one line, with one more for a hint."""
        self.assertEqual(result.status, status, result)
        self.assertEqual(result.stdout, "", result)
        self.assertRegex(result.stderr, r"\Acoffer: [^\n]+\n(hint: [^\n]+\n)?\Z")
        for part in parts:
            self.assertIn(part, result.stderr)

    def lasts(self, result, least, most):
        self.assertGreaterEqual(result.elapsed, least)
        self.assertLess(result.elapsed, most)

    def ends_in_time(self, result):
        """A query with the SHORT timeout ended at it, on a machine that may be busy."""
        self.lasts(result, 0.5, 0.6 + 0.3 + 0.6)

    def instrumented(self, *names):
        """Whether one of these, or any, watches the program: asan, tsan, valgrind. They have their
        own ideas of memory, time and signals."""
        return not tools().isdisjoint(names or ("asan", "tsan", "valgrind"))

    def write(self, name, text, mode=0o600):
        """A file below the home directory."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        path.chmod(mode)
        return path


class Shell:
    """An interactive shell on a terminal of its own, and what that has shown."""

    def __init__(self, test, env):
        self.test = test
        self.shown = ""
        pid, self.master = pty.fork()
        if pid == 0:
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {"HOME": str(test.home), "TERM": "xterm", "PATH": os.environ["PATH"], **env})
        test.addCleanup(os.close, self.master)
        test.addCleanup(os.waitpid, pid, 0)
        test.addCleanup(os.kill, pid, signal.SIGKILL)

    def type(self, keys):
        os.write(self.master, keys.encode())

    def read(self):
        while select.select([self.master], [], [], 0.1)[0]:
            self.shown += os.read(self.master, 65536).decode()
        return self.shown

    def until(self, text, timeout=10):
        end = time.monotonic() + timeout
        while text not in self.read():
            self.test.assertLess(time.monotonic(), end, self.shown)


class ExchangeTest(TestCase):
    """Tests that ask one exchange."""

    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self)
        self.env = servers.credentials(self.exchange.url)


def main():
    """Runs the tests of the calling file, several at a time: most of them wait."""
    # A shell starts what runs in the background with SIGINT ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    tests = [test for group in suite for test in group]

    def run(test):
        result = unittest.TestResult()
        test.run(result)
        return result

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, tests))
    faults = [fault for result in results for fault in result.failures + result.errors]
    for test, trace in faults:
        print(f"{test}\n{trace}", file=sys.stderr)
    print(f"{len(tests)} tests, {len(faults)} faults")
    sys.exit(1 if faults or not tests else 0)
