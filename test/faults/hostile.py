"""What every fault has in common: how it is put to the program, and what must come of it."""

import os
import resource
import subprocess
import sys
import time

import harness
import servers
from servers import close, end, end_tls, leave, reset

LOG = ("timestamp,asset,totalBalance,availableBalance\n"
       "2026-01-01T00:00:00.000Z,BTC,22.1308675,16.1308675\n")
OK = servers.envelope(servers.CASH)
HEAD = b"HTTP/1.1 200 OK\r\n"
CSV = ("asset,totalBalance,availableBalance\nUSDT,1285.366663467,1285.366663467\n"
       "BTC,22.1308675,16.1308675\nETH,0.6,0.6\n")

AUTHORITY = servers.Authority()
TRUSTED = AUTHORITY.context("trusted")

# A resolver that knows silent.example, of which it never hears, and all other names as the variable
# ADDRESSES says: "NAME ADDRESS...".
RESOLVER = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int getaddrinfo(const char* host, const char* port, const struct addrinfo* hints,
                struct addrinfo** found) {
  while (strcmp(host, "silent.example") == 0) pause();
  int (*next)(const char*, const char*, const struct addrinfo*, struct addrinfo**);
  *(void**)&next = dlsym(RTLD_NEXT, "getaddrinfo");
  char addresses[200] = "";
  char* rest = strncat(addresses, getenv("ADDRESSES"), sizeof addresses - 1);
  const char* name = strsep(&rest, " ");
  if (strcmp(host, name) != 0) return next(host, port, hints, found);
  for (int failed; rest; found = &(*found)->ai_next) {
    if ((failed = next(strsep(&rest, " "), port, hints, found)) != 0) return failed;
  }
  return 0;
}
"""

# Tells how many KiB a program has used at most, which is given a stack of so many bytes. A child of
# this big process would begin with its size, so a small one comes between.
LAUNCHER = """\
import os, resource, sys
stack, *command = sys.argv[1:]
if stack:
    resource.setrlimit(resource.RLIMIT_STACK, (int(stack), resource.getrlimit(resource.RLIMIT_STACK)[1]))
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
STACKS = "", str(2 << 20), str(resource.RLIM_INFINITY)


class Row(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.log = self.write("log.csv", LOG)

    def query(self, server, *options, url=None, env=None, **more):
        """The result of asking a server for cash balances."""
        url = url or server.url
        trust = ["--ca-file", str(AUTHORITY.file)] if url.startswith("https") else []
        return self.coffer("cash", *trust, *options, env=servers.credentials(url, **(env or {})), **more)

    def resolver(self, addresses=""):
        """The environment of a program with a resolver of ours."""
        shim = self.home / "resolver.so"
        source = self.write("resolver.c", RESOLVER)
        subprocess.run([os.environ["COFFER_COMPILER"], "-x", "c", "-shared", "-fPIC", "-o", shim, source],
                       check=True)
        # ASan wants to be loaded before anything else, and TSan waits for threads that go on.
        return {"LD_PRELOAD": str(shim), "ADDRESSES": addresses, "ASAN_OPTIONS": "verify_asan_link_order=0",
                "TSAN_OPTIONS": "atexit_sleep_ms=0"}

    def fault(self, server, status, *parts, connections=1, requests=1, options=(), **more):
        """Asks a server that puts a fault into the way, to print and to append to a log.

        Each is to fail with this status and a message with these parts, and to be seen by the
        server this often. Returns how the first one ended.
        """
        results = []
        for output in ["--csv"], ["--append", str(self.log)]:
            before = server.connections, len(server.requests)
            result = self.query(server, *output, "--retries", "1", *options, **more)
            self.fails(result, status, *parts)
            self.assertEqual(self.log.read_text(), LOG)
            self.hides(server, result.stderr)
            self.assertEqual((server.connections - before[0], len(server.requests) - before[1]),
                             (connections, requests), result)
            results.append(result)
        return results[0]

    def hides(self, server, text):
        """Neither what was sent nor what was told holds more than it must."""
        self.assertNotIn(servers.KEY, text)
        for request in server.requests:
            self.assertNotIn(servers.SECRET, request.head)
            if signature := request.header("x-auth-signature"):
                self.assertNotIn(signature, text)

    def stalls(self, server, *parts, **more):
        """A query of this server ends at its timeout, by its own clock and by ours."""
        result = self.fault(server, 5, *parts, options=harness.SHORT, **more)
        self.assertRegex(result.stderr, r" within 0\.[5-9] s\n")
        self.ends_in_time(result)

    def succeeds(self, server, stdout=CSV, **more):
        """The fault does no harm."""
        self.prints(self.query(server, "--csv", **more), stdout)

    def stays_small(self, server, status, most=64):
        """The query ends with this status and has never used more than so many MiB, however large
        the stacks of its threads may be."""
        for stack in STACKS:
            command = [sys.executable, "-IS", "-c", LAUNCHER, stack, harness.COFFER, "cash", "--csv",
                       "--retries", "0", "--ca-file", str(AUTHORITY.file)]
            process = subprocess.run(command, env={"HOME": str(self.home), **servers.credentials(server.url)},
                                     stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
            ended, peak = map(int, process.stdout.split("\n")[-2].split())
            self.assertEqual(ended, status, (stack, process.stderr))
            if not self.instrumented():
                self.assertLess(peak, most << 10, stack)


def broken(test, act, context=TRUSTED):
    """A server that reads a request and then does this with the connection."""
    return servers.BrokenExchange(test, act, context)


def replies(test, *parts, ending=end, context=TRUSTED):
    """A server that answers with these bytes and ends the connection like this."""
    return broken(test, lambda connection: (connection.sendall(b"".join(parts)), ending(connection)), context)


def drip(connection, start=b"", byte=b"x"):
    connection.sendall(start)
    while True:
        connection.sendall(byte)
        time.sleep(0.05)


def stall(connection, start=b""):
    """Leaves the client waiting until it goes away."""
    connection.sendall(start)
    while connection.recv(65536):
        pass


def flood(connection, start, block):
    connection.sendall(start)
    while True:
        connection.sendall(block)


def chunked(*chunks):
    return (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" +
            b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks))
