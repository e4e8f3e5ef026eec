"""What a log holds after its writer was killed, or failed, at each of its system calls: faults 58 and 59.

Each scenario is run once to see which system calls it makes from the moment when it looks at the
log, and then once more for each of them and each fault.
"""

import collections
import concurrent.futures
import re
import shutil
import subprocess

import harness
import logs
from logs import HEADER

FAULTS = "signal=KILL", "error=EIO", "error=ENOSPC", "error=EINTR"
SHORT_WRITES = "retval=7", "retval=0"
# What can fail. A process can die anywhere.
FALLIBLE = ("close fcntl flock fstat fsync ftruncate getdents64 lseek lstat newfstatat openat pread64"
            " read stat unlink write").split()
BEFORE = (HEADER + "2026-01-01T00:00:00.000Z,,cash,BTC,1,1\n"
          "2026-01-01T00:00:00.000Z,,cash,ETH,2,2\n")
ENTRY = r"({0},,cash,BTC,3,3\n{0},,cash,ETH,0,0\n)".format(logs.TIME)
LATER = r"({0},,cash,BTC,3,3\n)".format(logs.TIME)
TORN = "2026-01-02T00:00:00.000Z,,cash,BTC,22.1"


class Recovery(logs.LogTest):
    def setUp(self):
        super().setUp()
        self.serve(BTC="3", ETH="0")

    def trace(self, folder, *words):
        return self.traced(*words, "--", "cash", "--append", str(folder / "log.csv"), home=folder)

    def calls(self, prepare):
        """Each system call from the first look at the log on, as its name and its number."""
        folder = self.folder("calls", prepare)
        process, trace = self.trace(folder)
        self.assertEqual(process.returncode, 0, process.stderr)
        counts = collections.Counter()
        begun = False
        for line in trace.splitlines():
            name = line.partition("(")[0]
            counts[name] += 1
            begun = begun or str(folder / "log.csv") in line and not name.startswith("exec")
            if begun and re.fullmatch(r"\w+", name):
                yield name, counts[name]

    def folder(self, name, prepare):
        folder = self.home / name
        folder.mkdir()
        prepare(folder)
        return folder

    def sweep(self, prepare, entry=ENTRY):
        if self.instrumented():
            self.skip("the tool's own system calls meet the faults as well")
        runs = [(call, number, fault) for call, number in self.calls(prepare)
                for fault in FAULTS + (SHORT_WRITES if call == "write" else ())
                if fault.startswith("signal") or call in FALLIBLE]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ends = collections.Counter(pool.map(lambda run: self.survives(prepare, entry, *run), runs))
        # Otherwise nothing was tried.
        for end in "killed before", "killed behind", "refused", "done":
            self.assertGreater(ends[end], 0, ends)

    def survives(self, prepare, entry, call, number, fault):
        folder = self.folder(f"{call}-{number}-{fault}", prepare)
        log = folder / "log.csv"
        before = log.read_text() if log.exists() else None
        whole = "" if before is None else before[:before.rfind("\n") + 1]
        where = call, number, fault

        process, _ = self.trace(folder, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}")
        after = log.read_text() if log.exists() else None
        added = re.fullmatch(rf"{re.escape(whole or HEADER)}({entry}|{LATER})", after or "")
        if process.returncode == 0:
            self.assertTrue(added, (where, after, process.stderr))
            # What cannot be known of what was sold is told.
            self.assertTrue(re.search(entry, after) or process.stderr, (where, after))
            end = "done"
        elif process.returncode == 10:
            self.assertEqual(after, before, (where, process.stderr))
            end = "refused"
        else:
            self.assertEqual(process.returncode, -9, (where, process.stderr))
            self.assertTrue(added or after in (before, whole, "" if before is None else before), (where, after))
            end = "killed behind" if added else "killed before"

        result = self.coffer("cash", "--append", str(log), env=self.env)
        self.assertEqual(result.status, 0, (where, result))
        more = f"(?:{entry}|{LATER})" + ("{2}" if added else "")
        self.assertRegex(log.read_text(), rf"\A{whole or HEADER}{more}\Z", where)
        self.assertEqual(self.coffer("history", str(log)).stderr, "", where)
        if before is not None and before != whole:
            torn = folder / ".torn-log.csv"
            # Twice where it died between keeping it and cutting it off.
            kept = torn.exists() and set(torn.read_text().splitlines()) == {TORN}
            self.assertTrue(kept or f"'{TORN}'" in process.stderr, (where, process.stderr))
        shutil.rmtree(folder)
        return end

    def test_58_59_a_log_that_goes_on(self):
        self.sweep(lambda folder: (folder / "log.csv").write_text(BEFORE))

    def test_58_59_a_log_with_a_torn_line(self):
        self.sweep(lambda folder: (folder / "log.csv").write_text(BEFORE + TORN))

    def test_58_59_a_new_log_with_a_predecessor(self):
        def prepare(folder):
            (folder / "log.csv.1").write_text(BEFORE)
            subprocess.run(["gzip", folder / "log.csv.1"], check=True)

        self.sweep(prepare)


harness.main()
