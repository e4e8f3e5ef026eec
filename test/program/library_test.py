"""The installed library serves a program outside the tree, as docs/library.md shows it."""

import os
import pathlib
import re
import signal
import subprocess

import harness

ROOT = pathlib.Path(__file__).parents[2]
BUILD = os.environ.get("COFFER_BUILD", "build")
COMPILER = os.environ.get("COFFER_COMPILER", "g++")
EXPECTED = """\
cash USDT 1285.366663467
cash BTC 22.1308675
cash ETH 0.6
margin USDT 11200
margin ETH 20
leverage 1
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class Library(harness.TestCase):
    def setUp(self):
        super().setUp()
        # A library built with sanitizers needs those of its compiler in what it is linked into.
        names = os.environ.get("COFFER_SANITIZE")
        self.flags = [f"-fsanitize={names}"] if names else []
        self.prefix = self.home / "prefix"
        run("cmake", "--install", BUILD, "--prefix", self.prefix)
        text = (ROOT / "docs/library.md").read_text()
        for fence, name in ("cpp", "balances.cpp"), ("cmake", "CMakeLists.txt"):
            self.write(name, re.search(rf"```{fence}\n(.*?)```", text, re.DOTALL).group(1))

    def asks_for_everything(self, program):
        with self.start("sandbox") as exchange:
            try:
                lines = [exchange.stdout.readline().decode() for _ in range(4)]
                variables = dict(re.findall(r"export (\w+)='(.*)'", "".join(lines)))
                self.assertEqual(run(program, env=variables), EXPECTED)
            finally:
                exchange.send_signal(signal.SIGTERM)
                exchange.communicate()

    def test_a_program_outside_the_tree_is_built_either_way(self):
        build = self.home / "with-cmake"
        run("cmake", "-S", self.home, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_COMPILER={COMPILER}", f"-DCMAKE_CXX_FLAGS={' '.join(self.flags)}")
        run("cmake", "--build", build)
        self.asks_for_everything(build / "balances")

        (package,) = self.prefix.rglob("coffer.pc")
        environment = {**os.environ, "PKG_CONFIG_PATH": str(package.parent)}
        flags = run("pkg-config", "--cflags", "--libs", "coffer", env=environment).split()
        program = self.home / "with-pkg-config"
        run(COMPILER, "-std=c++20", *self.flags, self.home / "balances.cpp", "-o", program, *flags)
        self.asks_for_everything(program)


if __name__ == "__main__":
    harness.main()
