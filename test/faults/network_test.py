"""The way to the exchange: faults 7 to 13, 66 and 69."""

import functools
import json
import re
import socket
import threading
import time

import harness
import hostile
import servers
from hostile import AUTHORITY, HEAD, OK, TRUSTED


def tries(stderr):
    """The tries that -v tells of."""
    return stderr.count("> GET ")


class Address(hostile.Row):
    def test_07_a_base_url_that_is_none(self):
        exchange = servers.Exchange(self)
        here = f"127.0.0.1:{exchange.port}"
        env = servers.credentials(exchange.url)
        for url in ("http://example.com", f"http://127.0.0.1.example.com:{exchange.port}", "http://10.0.0.1",
                    f"http://0.0.0.0:{exchange.port}", here, f"//{here}", f"ftp://{here}",
                    f"http://user:hush@{here}", f"http://{here}0000", "https://a:0", f"http://{here}/hush",
                    f"http://{here}?hush"):
            path = self.write("profile.json", {"api_key": "k", "api_secret": "s", "base_url": url})
            with self.subTest(url):
                for result, status, source in (
                    (self.coffer("cash", "--base-url", url, env=env), 2, "--base-url: "),
                    (self.coffer("cash", env={**env, "COFFER_BASE_URL": url}), 3, "COFFER_BASE_URL: "),
                    (self.coffer("cash", "-p", str(path)), 3, "profile.json:1: base_url: "),
                ):
                    self.fails(result, status, source, "hint: give a base URL such as https://ascendex.com")
                    self.assertNotIn("hush", result.stderr)
        self.assertEqual(exchange.connections, 0)

    def test_69_a_proxy_of_another_kind(self):
        env = servers.credentials("https://exchange.test")
        for name in "https_proxy", "ALL_PROXY":
            for value in "socks5://127.0.0.1:1", "https://127.0.0.1", "http://a:b:c", "http://[::1":
                self.fails(self.coffer("cash", env={**env, name: value}), 3, f"coffer: {name}: ", "hint: give a proxy")
        self.fails(self.coffer("cash", "--proxy", "socks5://127.0.0.1:1", env=env), 3, "coffer: --proxy: not an http://")
        self.fails(self.coffer("cash", "--proxy", "http://a:b:c", env=env), 2, "coffer: --proxy: ")

    def test_69_a_proxy_is_not_read_for_loopback(self):
        bad = {"https_proxy": "socks5://127.0.0.1:1", "all_proxy": "http://a:b:c"}
        exchange = servers.Exchange(self)
        self.prints(self.query(exchange, "--csv", env=bad), hostile.CSV)
        self.assertEqual(self.coffer("--sandbox", "cash", env=bad).status, 0)

    def test_08_a_host_that_nobody_knows(self):
        result = self.ask(None, "--timeout", "1", url="https://nowhere.invalid")
        self.fails(result, 5, "https://nowhere.invalid: ")
        self.lasts(result, 0, 1.5)

    def test_08_a_name_server_that_does_not_answer(self):
        result = self.ask(None, *harness.SHORT, url="https://silent.example", env=self.resolver())
        self.fails(result, 5, "https://silent.example: the host name was not resolved within 0.")
        self.ends_in_time(result)

    def test_08_http_goes_to_loopback_whatever_the_name_server_says(self):
        exchange = servers.Exchange(self)
        url = f"http://localhost:{exchange.port}"
        # The first one stands for this machine, too, but is not a loopback address.
        env = self.resolver("localhost 0.0.0.0")
        self.fails(self.ask(None, url=url, env=env), 5,
                   "no loopback address, and http:// is for loopback only")
        self.assertEqual(exchange.connections, 0)
        env = self.resolver("localhost 0.0.0.0 127.0.0.1")
        self.prints(self.ask(None, url=url, env=env), hostile.CSV)

    def test_09_a_connection_that_is_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = "https://127.0.0.1:%d" % server.getsockname()[1]
        result = self.ask(None, "--retries", "1", url=url)
        self.fails(result, 5, f"{url}: Connection refused", "hint: run `coffer doctor`")
        self.lasts(result, 0.3, 5)
        self.assertEqual(tries(self.ask(None, "--retries", "1", "-v", url=url).stderr), 2)

    def test_09_a_connection_that_is_never_answered(self):
        url = f"https://127.0.0.1:{servers.Deaf(self).port}"
        result = self.ask(None, *harness.SHORT, url=url)
        self.fails(result, 5, f"{url}: no answer in 0.")
        self.ends_in_time(result)


class Connection(hostile.Row):
    def test_10_a_handshake_that_stalls_or_drips(self):
        record = b"\x16\x03\x03\x40\x00"
        for act in hostile.stall, functools.partial(hostile.drip, start=record, byte=b"\x02"):
            server = servers.Server(self, act)
            self.stalls(server, "no answer to the TLS handshake in 0.", requests=0,
                        url=f"https://127.0.0.1:{server.port}")

    def test_10_a_handshake_that_floods(self):
        """HelloRequests, which TLS takes before it knows the server, without a pause."""
        def flood(connection):
            connection.recv(4096)
            requests = (b"\x16\x03\x03\x00\x04" + bytes(4)) * 4000
            while not server.done.is_set():
                connection.sendall(requests)

        server = servers.Server(self, flood)
        self.stalls(server, "no answer to the TLS handshake in 0.", requests=0, url=f"https://127.0.0.1:{server.port}")

    def test_11_a_fatal_alert_after_the_handshake(self):
        """Whoever is on the way can cause it: no verdict on the server."""
        def alert(connection):
            raw = socket.socket(fileno=connection.detach())
            raw.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))  # does not decrypt
            raw.recv(65536)
            raw.close()

        self.fault(servers.Server(self, alert, TRUSTED), 5, "the connection was", connections=2, requests=0)

    def test_11_a_reset_after_the_handshake(self):
        server = servers.Server(self, hostile.reset, TRUSTED)
        self.fault(server, 5, "the connection was", connections=2, requests=0)

    def test_11_a_reset_before_the_reply_or_inside_it(self):
        for start, why in ((b"", "the connection was closed before a reply came"),
                           (HEAD, "the connection was closed before a reply came"),
                           (HEAD + b"Content-Length: 9999\r\n\r\n" + OK.encode(), "the reply was cut short")):
            server = hostile.broken(self, lambda connection, start=start: (
                connection.sendall(start), hostile.reset(connection)))
            with self.subTest(start):
                self.fault(server, 5, why, connections=2, requests=2)

    def test_12_a_connection_closed_without_a_reply(self):
        for context in TRUSTED, None:
            server = hostile.broken(self, lambda _: None, context)
            self.fault(server, 5, "the connection was closed before a reply came", connections=2, requests=2)
        server = hostile.replies(self)
        self.fault(server, 5, "the connection was closed before a reply came", connections=2, requests=2)

    def waits(self, act):
        for start, why in ((HEAD[:9], "no reply"), (HEAD, "no reply"), (HEAD + b"X-Header: ", "no reply"),
                           (HEAD + b"Content-Length: 9999\r\n\r\n{", "the reply was not complete"),
                           (HEAD + b"\r\n" + OK.encode(), "the reply was not complete")):
            with self.subTest(start):
                self.stalls(hostile.broken(self, functools.partial(act, start=start)), why)

    def test_13_a_stall(self):
        self.waits(hostile.stall)
        self.stalls(hostile.broken(self, hostile.stall), "no reply")

    def test_13_a_drip(self):
        self.waits(hostile.drip)


class SlowConnection(hostile.Row):
    """Connecting takes 3 s, which says nothing about the clock."""

    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self, context=TRUSTED)
        deaf = servers.Deaf(self)
        threading.Timer(2.5, self.exchange.take, [deaf.listener]).start()  # the SYN comes again every second
        self.url = f"https://127.0.0.1:{deaf.port}"

    def clock(self, ahead):
        """What doctor finds of the clock, where the exchange's is so far ahead."""
        self.exchange.ahead = ahead
        result = self.coffer("doctor", "--json", "--ca-file", str(AUTHORITY.file), env=servers.credentials(self.url))
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.lasts(result, 2.5, 6)
        return next(row for row in json.loads(result.stdout) if row["step"] == "clock")

    def test_66_doctor_finds_that_the_clocks_agree(self):
        row = self.clock(0)
        self.assertEqual((row["status"], row["finding"]), ("ok", "this machine's clock agrees with the exchange's"))

    def test_66_doctor_finds_how_far_they_are_apart(self):
        row = self.clock(15)
        self.assertEqual(row["status"], "warn")
        self.assertAlmostEqual(float(re.search(r"([\d.]+) s behind", row["finding"])[1]), 15, delta=0.3)

    def test_66_a_query(self):
        result = self.query(self.exchange, "--csv", "-v", url=self.url)
        self.assertEqual((result.status, result.stdout), (0, hostile.CSV))
        self.assertNotIn("clock", result.stderr)
        self.lasts(result, 2.5, 6)

    def test_66_a_timestamp_that_is_refused(self):
        """Each connection takes a while, and 4 s of difference are no reason to sign by another clock."""
        proxy = servers.ConnectProxy(self)
        relay = proxy.serve
        proxy.serve = lambda connection: (time.sleep(2.5), relay(connection))
        exchange = servers.Exchange(self, context=AUTHORITY.context("slow", "DNS:exchange.test"), ahead=4)
        exchange.replies["/api/pro/v1/cash/balance"] = servers.Reply(
            servers.failure(100011, "INVALID_TIMESTAMP"), headers=["Connection: close"])
        result = self.query(exchange, "--proxy", proxy.url, url=f"https://exchange.test:{exchange.port}")
        self.fails(result, 4, "100011")
        self.assertNotIn("clock", result.stderr)
        self.assertEqual([target.partition("?")[0] for target in exchange.targets()],
                         ["GET /6/api/pro/v1/cash/balance", "GET /api/pro/v1/exchange-info"])


harness.main()
