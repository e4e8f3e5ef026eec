"""What every fault has in common: how it is put to the program, and what must come of it."""

import socket
import struct
import subprocess
import sys
import time

import harness
import servers

LOG = ("timestamp,asset,totalBalance,availableBalance\n"
       "2026-01-01T00:00:00.000Z,BTC,22.1308675,16.1308675\n")
OK = servers.envelope(servers.CASH)
HEAD = b"HTTP/1.1 200 OK\r\n"
CSV = ("asset,totalBalance,availableBalance\nUSDT,1285.366663467,1285.366663467\n"
       "BTC,22.1308675,16.1308675\nETH,0.6,0.6\n")

AUTHORITY = servers.Authority()
TRUSTED = AUTHORITY.context("trusted")

# Tells how many KiB a program has used at most. A child of this big process would begin with its
# size, so a small one comes between.
LAUNCHER = """\
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


class Row(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.log = self.write("log.csv", LOG)

    def query(self, server, *options, url=None, env=None, **more):
        """The result of asking a server for cash balances."""
        url = url or server.url
        trust = ["--ca-file", str(AUTHORITY.file)] if url.startswith("https") else []
        return self.coffer("cash", *trust, *options, env=servers.credentials(url, **(env or {})), **more)

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
        """The query ends with this status and has never used more than so many MiB."""
        command = [sys.executable, "-c", LAUNCHER, harness.COFFER, "cash", "--csv", "--retries", "0",
                   "--ca-file", str(AUTHORITY.file)]
        process = subprocess.run(command, env={"HOME": str(self.home), **servers.credentials(server.url)},
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        ended, peak = map(int, process.stdout.split("\n")[-2].split())
        self.assertEqual(ended, status, process.stderr)
        if not self.instrumented():
            self.assertLess(peak, most << 10)


def broken(test, act, context=TRUSTED):
    """A server that reads a request and then does this with the connection."""
    return servers.BrokenExchange(test, act, context)


def replies(test, *parts):
    """A server that answers with these bytes and ends the connection as TLS demands."""
    return broken(test, lambda connection: (connection.sendall(b"".join(parts)), end(connection)))


def end(connection):
    """Ends the connection as TLS demands, without waiting long for the client to do so."""
    connection.settimeout(0.1)
    connection.unwrap()


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


def reset(connection):
    """Lets the end of the connection be a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def chunked(*chunks):
    return (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" +
            b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks))
