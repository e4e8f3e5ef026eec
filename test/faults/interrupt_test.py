"""SIGINT and SIGTERM while coffer waits, wherever it waits: faults 60 and 91."""

import os
import pathlib
import pty
import signal
import subprocess
import time
import unittest

import harness
import hostile
import servers
from hostile import AUTHORITY, HEAD, TRUSTED, broken


class Interrupt(hostile.Row):
    def is_ended(self, *arguments, url, waiting=lambda: True, env=None):
        """A query that waits there dies of either signal, at once, and leaves nothing behind."""
        for number in signal.SIGINT, signal.SIGTERM:
            process = self.running("cash", *arguments, "--ca-file", str(AUTHORITY.file),
                                   env=servers.credentials(url, **(env or {})))
            end = time.monotonic() + 10
            while not waiting():
                self.assertLess(time.monotonic(), end)
                time.sleep(0.01)
            time.sleep(0.3)
            self.ends(process, number)
            self.assertEqual(self.log.read_text(), hostile.LOG)

    def waits_for(self, server, *arguments, connections=1, requests=0, **more):
        """The same for a query that this server keeps waiting, after so many connections and requests."""
        seen = [0, 0]

        def waiting():
            found = server.connections - seen[0], len(server.requests) - seen[1]
            if found != (connections, requests):
                return False
            seen[:] = server.connections, len(server.requests)
            return True

        url = server.url.replace("http:", "https:") if server.context is None else server.url
        self.is_ended(*arguments, url=url, waiting=waiting, **more)

    def test_60_while_the_name_is_looked_up(self):
        self.is_ended(url="https://silent.example", env=self.resolver())

    def test_60_while_it_connects(self):
        self.is_ended(url=f"https://127.0.0.1:{servers.Deaf(self).port}")

    def test_60_while_a_proxy_is_silent(self):
        proxy = servers.Server(self, hostile.stall)
        self.waits_for(proxy, "--proxy", f"http://127.0.0.1:{proxy.port}", "--base-url", "https://exchange.test")

    def test_60_in_the_handshake(self):
        self.waits_for(servers.Server(self, hostile.stall), "--append", str(self.log))

    def test_60_while_the_reply_is_awaited(self):
        self.waits_for(hostile.broken(self, hostile.stall), requests=1)

    def test_60_inside_headers_and_bodies(self):
        for start in HEAD, HEAD + b"Content-Length: 99\r\n\r\n{", hostile.chunked(b"{"):
            for act in hostile.stall, hostile.drip:
                server = hostile.broken(self, lambda connection, act=act, start=start: act(connection, start))
                self.waits_for(server, "--append", str(self.log), requests=1)

    def test_60_while_a_flood_comes_in(self):
        head = HEAD + b"Content-Length: 16000000\r\n\r\n"
        slow = hostile.broken(self, lambda connection: hostile.flood(connection, head, b" " * 100))
        self.waits_for(slow, requests=1)

    def test_90_the_line_that_tells_of_the_wait_is_cleared(self):
        server = broken(self, hostile.stall)
        for number in signal.SIGINT, signal.SIGTERM:
            master, slave = pty.openpty()
            process = self.running("cash", "--ca-file", str(AUTHORITY.file), stderr=slave,
                                   env=servers.credentials(server.url, TERM="xterm"))
            os.close(slave)
            shown = b""
            while b"waiting for " not in shown:
                shown += os.read(master, 1000)
            process.send_signal(number)
            self.assertEqual(process.wait(5), -number)
            self.assertTrue((shown + os.read(master, 1000)).endswith(b"\r\x1b[K"))
            os.close(master)

    def test_60_between_two_tries(self):
        busy = servers.Reply("", 429, ["Retry-After: 5"])
        self.waits_for(servers.scripted(self, busy, context=TRUSTED), "--append", str(self.log), requests=1)

    def test_60_between_two_rounds(self):
        exchange = servers.scripted(self, hostile.OK, context=TRUSTED)
        process = self.running("cash", "--watch", "-n", "60", "--csv", "--ca-file", str(AUTHORITY.file),
                               env=servers.credentials(exchange.url))
        while b"ETH" not in process.stdout.readline():
            pass
        time.sleep(0.2)
        self.ends(process, signal.SIGTERM)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to make a pid namespace")
    def test_91_as_process_1(self):
        """Also while it does not wait for the network: here for the reader of its output."""
        large = servers.envelope([{"asset": f"C{number}", "totalBalance": "1", "availableBalance": "1"}
                                  for number in range(9000)])
        for server in hostile.broken(self, hostile.stall), servers.scripted(self, large, context=TRUSTED):
            for number in signal.SIGINT, signal.SIGTERM:
                seen = len(server.requests)
                process = subprocess.Popen(
                    ["unshare", "-p", "-f", "--mount-proc", "--propagation", "unchanged", harness.COFFER, "cash", "--ca-file", str(AUTHORITY.file)],
                    env={"HOME": str(self.home), **servers.credentials(server.url), "PATH": os.environ["PATH"]},
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.addCleanup(process.communicate)
                self.addCleanup(process.kill)
                while len(server.requests) == seen:
                    self.assertIsNone(process.poll())
                    time.sleep(0.01)
                time.sleep(0.3)
                children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
                begin = time.monotonic()
                os.kill(int(children), number)
                self.assertEqual(process.wait(5), 128 + number)
                self.assertLess(time.monotonic() - begin, 0.2 + 0.3)

    def test_60_with_several_profiles(self):
        server = hostile.broken(self, hostile.stall)
        names = []
        for number in range(20):
            names += "-p", str(self.write(f"p{number}.json", servers.profile(
                server.url, api_key=f"key-{number:02}-of-the-tests")))
        self.waits_for(server, *names, connections=16, requests=16)


harness.main()
