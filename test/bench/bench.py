"""What both benches need: certificates, a program to compare with, and how to run and time one."""

import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/program"))
sys.dont_write_bytecode = True

import servers  # noqa: E402

SYSTEM = pathlib.Path("/etc/ssl/certs")


class Bench(contextlib.ExitStack):
    """A directory that goes away, and the system's trust with a test authority added."""

    def __init__(self):
        super().__init__()
        self.addCleanup = self.callback  # for servers, which tests clean up
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="coffer-bench-"))
        self.callback(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)  # for the server's own user
        self.authority = servers.Authority()
        self.bundle = self.folder / "bundle.crt"
        self.bundle.write_bytes((SYSTEM / "ca-certificates.crt").read_bytes()
                                + self.authority.file.read_bytes())
        self.directory = self.folder / "certs"
        shutil.copytree(SYSTEM, self.directory, ignore=shutil.ignore_patterns("*.crt", "*.[0-9]", "java"))
        shutil.copy(self.authority.file, self.directory / "bench.pem")
        subprocess.run(["openssl", "rehash", self.directory], stderr=subprocess.DEVNULL, check=True)

    def bare(self):
        """The client in C."""
        program = self.folder / "bare"
        subprocess.run(["cc", "-O2", "-o", program, ROOT / "test/bench/bare.c", "-lssl", "-lcrypto"],
                       check=True)
        return program

    def environment(self, url, **more):
        """Coffer's credentials, and the trust that all programs here share."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder),
                "SSL_CERT_FILE": str(self.bundle), "SSL_CERT_DIR": str(self.directory),
                **servers.credentials(url), **more}


def run(command, environment):
    """Milliseconds. Nothing of Python's runs between the start of the program and its end."""
    begin = time.perf_counter_ns()
    process = os.posix_spawnp(command[0], [str(word) for word in command], environment,
                              file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status = os.waitpid(process, 0)
    elapsed = time.perf_counter_ns() - begin
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return elapsed / 1e6


def memory(command, environment):
    """The median peak of a few runs in KiB, through a small parent: a child begins with its parent's."""
    peaks = []
    for _ in range(9):
        result = subprocess.run(["time", "-f", "%M", *map(str, command)], env=environment, check=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        peaks.append(int(result.stderr.split()[-1]))
    return statistics.median(peaks)


class Pair:
    """Two commands run in turn, so that whatever else the machine does slows both."""

    def __init__(self, rounds, first, second):
        run(*first)
        run(*second)
        times = [(run(*first), run(*second)) for _ in range(rounds)]
        self.first, self.second = (statistics.median(side) for side in zip(*times))
        self.ratio = self.first / self.second
        self.low, _, self.high = statistics.quantiles(first / second for first, second in times)
