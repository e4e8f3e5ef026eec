"""Logs that never tear, while others write, disks fill up and processes are killed: faults 58, 59 and 95."""

import concurrent.futures
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import harness
import logs
import servers
from logs import ENTRY, HEADER

# So many rows that some do not fit a small disk.
LONG = [{"asset": f"X{i}", "totalBalance": "0.123456789", "availableBalance": "0.1"} for i in range(100)]


class Append(logs.LogTest):
    def rotated_among_writers(self, how):
        """The logs of 20 writers at once, while logrotate takes the log away from them."""
        if not shutil.which("logrotate", path="/usr/sbin:/usr/bin"):
            self.skip("logrotate is not installed")
        config = self.write("logrotate.conf", f"{self.log} {{\n rotate 999\n {how}\n missingok\n}}\n", 0o644)
        done = threading.Event()

        def rotate():
            while not done.wait(0.05):
                subprocess.run(["logrotate", "--force", "--state", self.home / "state", config], check=True,
                               env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, stderr=subprocess.DEVNULL)

        rotation = threading.Thread(target=rotate)
        rotation.start()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            results = list(pool.map(lambda _: self.append(), range(20 * 8)))
        done.set()
        rotation.join()
        self.assertEqual({(result.status, result.stderr) for result in results}, {(0, "")})
        files = sorted(self.home.glob("log.csv*"))
        self.assertGreater(len(files), 3)
        for file in files:
            self.assertRegex(file.read_text(), rf"\A({HEADER}({ENTRY})*)?\Z", file)
        result = self.coffer("history", *map(str, files), "--csv", "--no-headers", "--columns", "count")
        self.assertEqual((result.status, result.stderr), (0, ""))
        return sum(file.read_text().count("USDT") for file in files)

    def test_59_writers_and_a_rotation_by_rename(self):
        self.assertEqual(self.rotated_among_writers("nocreate"), 20 * 8)

    def test_59_writers_and_a_rotation_by_copying(self):
        # What is written between the copy and the truncation is lost, and nothing can help that.
        self.assertGreater(self.rotated_among_writers("copytruncate"), 20 * 8 // 2)

    def locked(self):
        """The log, held locked until it is closed."""
        log = open(self.log, "a+")
        fcntl.flock(log, fcntl.LOCK_EX)
        self.addCleanup(log.close)
        return log

    def waiting(self):
        """A coffer that has its answer and waits for the lock."""
        process = self.running("cash", "--append", str(self.log), env=self.env)
        # Only root may look at what the process has open.
        if os.geteuid() != 0:
            self.skip("only root sees when it waits")
        while not self.has_open(process, self.log):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        return process

    def has_open(self, process, path):
        for entry in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            try:
                if os.readlink(entry) == str(path):
                    return True
            except FileNotFoundError:
                pass  # closed meanwhile
        return False

    def test_60_the_wait_for_a_lock_ends_by_the_signal(self):
        self.locked()
        process = self.waiting()
        begin = time.monotonic()
        process.terminate()
        self.assertEqual(process.wait(5), -signal.SIGTERM)
        self.assertLess(time.monotonic() - begin, 0.5)

    def test_58_a_full_disk(self):
        disk = pathlib.Path(tempfile.mkdtemp(dir=self.home))
        mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)]
        if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
            self.skip("no right to mount a file system")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=True)
        self.exchange.replies["/api/pro/v1/cash/balance"] = servers.envelope(LONG)
        log = disk / "log.csv"
        results = []
        before = b""
        while not results or results[-1].status == 0:
            results.append(self.append(log=log))
            if results[-1].status == 0:
                before = log.read_bytes()
        self.refuses(results[-1], str(log))
        self.assertGreater(len(results), 1)
        self.assertEqual(log.read_bytes(), before)

    def trace(self, *injections):
        """A run with faults put into its system calls, and which of these were met."""
        process, trace = self.traced(
            "-f", "-e", "trace=flock,write,fsync,ftruncate",
            *[word for injection in injections for word in ("-e", f"inject={injection}")],
            "--", "cash", "--append", str(self.log))
        self.assertIn("write(", trace)
        return process, [line for line in trace.splitlines() if "(INJECTED)" in line]

    def test_58_a_length_that_cannot_be_restored_is_told(self):
        self.append()
        size = self.log.stat().st_size
        process, met = self.trace("fsync:error=EIO", "ftruncate:error=EIO")
        self.assertEqual((process.returncode, len(met)), (10, 2))
        self.assertIn(f"hint: cut it to {size} bytes\n", process.stderr)

    def test_95_a_file_system_that_cannot_lock_or_sync(self):
        if self.instrumented():
            self.skip("the tool's own system calls meet the faults as well")
        for fault in "flock:error=ENOLCK", "flock:error=EOPNOTSUPP", "fsync:error=EINVAL":
            process, met = self.trace(fault)
            self.assertEqual((process.returncode, len(met) > 0), (10, True), process.stderr)
            # In a root that is no mount of its own nobody can tell which file system it is.
            named = r", \w+ on /[^\n]*" if " / " in pathlib.Path("/proc/self/mounts").read_text() else ""
            self.assertRegex(process.stderr, rf"\Acoffer: append to [^\n]*the file system{named}[^\n]*\n"
                                             r"hint: [^\n]*local disk\n\Z")
            self.assertFalse(self.log.exists())

    def test_95_threads_that_are_refused(self):
        """What would run on several runs on one, and the entry is written."""
        if self.instrumented():
            self.skip("the tool has threads of its own")
        for name in "a", "b":
            self.write(f".config/coffer/{name}.json", servers.profile(
                self.exchange.url.replace("127.0.0.1", "localhost")))
        process, trace = self.traced("-f", "-e", "trace=clone,clone3", "-e", "inject=clone,clone3:error=EPERM",
                                     "--", "cash", "--all-profiles", "--append", str(self.log), env={})
        self.assertIn("(INJECTED)", trace)
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertEqual([row.split(",")[:3] for row in self.rows()],
                         [[name, "cash", asset] for name in "ab" for asset in ("USDT", "BTC", "ETH")])


harness.main()
