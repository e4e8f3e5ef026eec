"""Checks that coffer does not get slower to start or to ask: instructions.py BUILD_DIRECTORY

Counts instructions, which other programs on the machine do not change, and compares coffer with
programs that do only what it cannot do without. These run with the same libraries, so that a new
release of one of them counts on both sides.

Where coffer has come above a bound for a good reason, raise the bound to the ratio printed plus
0.05. Where it is now well below, lower it likewise.
"""

import pathlib
import re
import subprocess
import sys

import bench

# More than what takes as long as: `start` with coffer's libraries and nothing else; a request by
# `bare.c`, which has fewer libraries.
BOUNDS = {"--version": 1.13, "--help": 1.22, "cash": 1.13}


def count(command, environment):
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"refs: +([\d,]+)", result.stderr)[1].replace(",", ""))


with bench.Bench() as world:
    coffer = f"{sys.argv[1]}/coffer"
    exchange = bench.servers.Exchange(world, context=world.authority.context("server"))
    environment = world.environment(exchange.url)
    exchange.answer = lambda request: bench.servers.envelope(bench.servers.CASH)
    bare = [world.bare(), exchange.port, world.directory]
    start = [f"{sys.argv[1]}/test/bench/bench_start"]
    failed = 0
    for argument, other in ("--version", start), ("--help", start), ("cash", bare):
        ours, theirs = count([coffer, argument], environment), count(other, environment)
        ratio = ours / theirs
        verdict = "ok" if ratio <= BOUNDS[argument] else "TOO MANY"
        failed += verdict != "ok"
        print(f"coffer {argument}: {ours / 1e6:.2f} million instructions, {ratio:.3f} times "
              f"{pathlib.Path(other[0]).name}'s {theirs / 1e6:.2f}, at most {BOUNDS[argument]}: {verdict}")
sys.exit(failed)
