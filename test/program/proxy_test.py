"""The way to the exchange through a proxy."""

import base64
import socket
import subprocess
import time

import harness
import servers

AUTHORITY = servers.Authority()
HOST = "exchange.test"  # that no name server knows
CONTEXT = AUTHORITY.context("exchange", f"DNS:{HOST},IP:0.0.0.0")
PASSWORD = "p@ss:w%rd-canary"
USER_INFO = "me:p%40ss%3Aw%25rd-canary"
CASH = "GET /6/api/pro/v1/cash/balance"


class ProxyTest(harness.TestCase):
    def ask_by(self, proxy, *options, exchange=None, host=HOST, env=None):
        """The result of asking the exchange by a proxy, or the URL of one."""
        url = proxy if isinstance(proxy, str) else proxy.url
        port = exchange.port if exchange else 443
        return self.ask(None, "--ca-file", str(AUTHORITY.file), *(["--proxy", url] if url else []), *options,
                        url=f"https://{host}:{port}", env=env)

    def succeeds(self, result):
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def refuses(self, proxy, *parts, options=()):
        """There is no tunnel, so nothing is sent into it."""
        result = self.ask_by(proxy, *options)
        self.fails(result, 5, f"the proxy {proxy.url}", *parts)
        self.assertEqual(proxy.surplus, b"")
        return result


class Success(ProxyTest):
    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self, context=CONTEXT)
        self.proxy = servers.ConnectProxy(self)

    def test_the_proxy_alone_resolves_the_name(self):
        self.succeeds(self.ask_by(self.proxy, exchange=self.exchange))
        self.assertEqual(self.exchange.targets(), [CASH])
        request = self.proxy.requests[0]
        target = f"{HOST}:{self.exchange.port}"
        self.assertEqual((request.method, request.target), ("CONNECT", target))
        self.assertEqual(request.headers, [("Host", target)])

    def test_a_proxy_by_its_name(self):
        url = f"http://localhost:{self.proxy.port}/"
        self.succeeds(self.ask_by(url, exchange=self.exchange))

    def test_a_proxy_at_an_ipv6_address(self):
        if not socket.has_dualstack_ipv6():
            self.skipTest("no IPv6 here")
        self.proxy.listen("::1", self.proxy.port)
        self.succeeds(self.ask_by(f"http://[::1]:{self.proxy.port}", exchange=self.exchange))

    def test_one_tunnel_for_all_requests(self):
        self.succeeds(self.ask_by(self.proxy, exchange=self.exchange, env={"COFFER_ACCOUNT_GROUP": ""}))
        self.assertEqual(self.exchange.targets(), ["GET /api/pro/v1/info", CASH])
        self.assertEqual((self.proxy.connections, self.exchange.connections), (1, 1))

    def test_a_tunnel_that_was_closed_is_replaced(self):
        busy = servers.Reply("", 503, ["Connection: close"])
        replies = [busy, servers.envelope(servers.CASH)]
        self.exchange.replies["/api/pro/v1/cash/balance"] = lambda _: replies.pop(0)
        self.succeeds(self.ask_by(self.proxy, exchange=self.exchange))
        self.assertEqual(self.proxy.connections, 2)

    def test_credentials_go_to_the_proxy_and_nowhere_else(self):
        url = self.proxy.url.replace("http://", f"http://{USER_INFO}@")
        for options, env in (["--proxy", url], {}), ([], {"https_proxy": url}):
            result = self.ask_by("", *options, "-v", exchange=self.exchange, env=env)
            self.assertEqual(result.status, 0, result)
            self.assertNotIn("canary", result.stderr)
            expected = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
            self.assertEqual(self.proxy.requests[-1].header("proxy-authorization"), f"Basic {expected}")
            self.assertNotIn(expected, result.stderr)
            for name, value in self.exchange.requests[-1].headers:
                self.assertFalse(name.lower().startswith("proxy"), name)
                self.assertNotIn(expected, value)

    def test_answers_that_grant_a_tunnel(self):
        for answer in (b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.1 200\r\nConnection: close\r\n\r\n",
                       b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                       b"HTTP/1.1 200 " + b"x" * 1000 + b"\r\n\r\n"):
            with self.subTest(answer[:40]):
                self.proxy.answer = answer
                self.succeeds(self.ask_by(self.proxy, exchange=self.exchange))

    def test_an_answer_in_pieces(self):
        def pieces(connection):
            for byte in b"HTTP/1.1 200 Connection established\r\nVia: me\r\n\r\n":
                connection.sendall(bytes([byte]))
            self.proxy.relay(connection, self.exchange.port)

        self.proxy.answer = b""
        self.proxy.act = pieces
        self.succeeds(self.ask_by(self.proxy, exchange=self.exchange))

    def test_a_certificate_that_is_not_the_exchange_s(self):
        other = servers.Exchange(self, context=AUTHORITY.context("other", "DNS:other.test"))
        result = self.ask_by(self.proxy, exchange=other)
        self.fails(result, 6, "other.test", HOST, f"through the proxy {self.proxy.url}")
        self.assertEqual(other.requests, [])


class Failure(ProxyTest):
    def proxy(self, answer=b"", act=None):
        return servers.ConnectProxy(self, answer, act)

    def test_an_interim_reply_before_the_refusal(self):
        self.refuses(self.proxy(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n"),
                     ": CONNECT was answered by 403")

    def test_a_refusal_is_final(self):
        page = b"Content-Length: 6\r\n\r\n<html>"
        for status, hint in ("403 Forbidden", ""), ("407 Auth", "USER:PASSWORD"), ("302 Found", ""), ("204 No", ""):
            proxy = self.proxy(f"HTTP/1.1 {status}\r\n".encode() + page)
            with self.subTest(status):
                self.refuses(proxy, f": CONNECT was answered by {status[:3]}", hint)
                self.assertEqual(proxy.connections, 1)

    def test_refused_credentials(self):
        proxy = self.proxy(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                           b'Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n\r\n')
        result = self.ask_by(proxy.url.replace("http://", f"http://{USER_INFO}@"))
        self.fails(result, 5, f"the proxy {proxy.url}: CONNECT was answered by 407", "hint: give its user name")
        self.assertNotIn("canary", result.stderr)
        self.assertEqual((proxy.connections, proxy.surplus), (1, b""))

    def test_a_failure_that_may_pass_is_tried_again(self):
        proxy = self.proxy(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
        self.refuses(proxy, ": CONNECT was answered by 502", options=["--retries", "1"])
        self.assertEqual(proxy.connections, 2)

    def test_no_http(self):
        for answer in (b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n\r\n", b"HTTP/2 200\r\n\r\n",
                       b"HTTP/1.1 200 OK\n\n", b"HTTP/1.1 200 " + b"x" * 40_000 + b"\r\n\r\n",
                       b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2x0 OK\r\n\r\n", b"HTTP/1.1 20\r\n\r\n", b"HTTP/1.1  200\r\n\r\n",
                       b"HTTP/1.1 " + b"2" * 70_000, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 12_000):
            with self.subTest(answer[:30]):
                self.refuses(self.proxy(answer), "no HTTP in answer to CONNECT")

    def test_a_connection_that_is_lost(self):
        for answer, act in (b"", servers.close), (b"HTTP/1.1 2", servers.close), (b"", servers.reset):
            proxy = self.proxy(answer, act)
            self.refuses(proxy, "connection closed during CONNECT", options=["--retries", "1"])
            self.assertEqual(proxy.connections, 2)

    def test_a_tunnel_that_is_closed(self):
        proxy = self.proxy(b"HTTP/1.1 200 OK\r\n\r\n", lambda _: None)
        self.fails(self.ask_by(proxy, "--retries", "0"), 5, HOST)

    def test_a_tunnel_to_something_else(self):
        granted = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"
        proxy = self.proxy(granted, lambda connection: (connection.recv(65536), connection.sendall(b"<html>")))
        self.fails(self.ask_by(proxy), 6, HOST, f"through the proxy {proxy.url}")
        # Nobody in the tunnel speaks before TLS begins.
        proxy = self.proxy(granted + b"<html>", lambda connection: connection.recv(65536))
        self.fails(self.ask_by(proxy, "--retries", "0"), 5, f"the proxy {proxy.url}")

    def test_a_stall(self):
        def drip(connection):
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)

        for answer, act in ((b"", lambda _: time.sleep(3)), (b"HTTP/1.1 200 OK\r\n", lambda _: time.sleep(3)),
                            (b"HTTP/1.1 200 ", drip)):
            proxy = self.proxy(answer, act)
            result = self.ask_by(proxy, *harness.SHORT)
            self.fails(result, 5, f"the proxy {proxy.url}: no answer to CONNECT in 0.")
            self.ends_in_time(result)

    def test_a_handshake_that_stalls_in_the_tunnel(self):
        proxy = self.proxy(b"HTTP/1.1 200 OK\r\n\r\n", lambda _: time.sleep(3))
        result = self.ask_by(proxy, *harness.SHORT)
        self.fails(result, 5, HOST)
        self.ends_in_time(result)

    def test_a_proxy_that_is_not_there(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = "http://127.0.0.1:%d" % server.getsockname()[1]
        self.fails(self.ask_by(url), 5, f"the proxy {url}: Connection refused")
        self.fails(self.ask_by("http://nowhere.invalid:1", "--timeout", "1"), 5, "the proxy http://nowhere.invalid:1")

    def test_a_proxy_that_never_accepts(self):
        result = self.ask_by(f"http://127.0.0.1:{servers.Deaf(self).port}", *harness.SHORT)
        self.fails(result, 5, ": no answer in 0.")
        self.ends_in_time(result)


class Tinyproxy(ProxyTest):
    """A proxy that was not written for these tests."""

    def start_proxy(self, settings=""):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        path = self.write("tinyproxy.conf", f"Listen 127.0.0.1\nPort {port}\nAllow 127.0.0.1\nTimeout 10\n{settings}")
        process = subprocess.Popen(["tinyproxy", "-d", "-c", path], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return f"http://127.0.0.1:{port}"
            except OSError:
                time.sleep(0.05)
        self.fail("tinyproxy does not listen")

    def setUp(self):
        super().setUp()
        self.exchange = servers.Exchange(self, context=CONTEXT)

    def ask_by(self, proxy, *options, **more):
        # Its name server does not know the exchange, but this is as far away, by coffer's rules.
        return super().ask_by(proxy, *options, exchange=self.exchange, host="0.0.0.0", **more)

    def test_a_tunnel(self):
        self.succeeds(self.ask_by(self.start_proxy(), env={"COFFER_ACCOUNT_GROUP": ""}))
        self.assertEqual(self.exchange.targets(), ["GET /api/pro/v1/info", CASH])
        self.assertEqual(self.exchange.connections, 1)

    def test_credentials(self):
        url = self.start_proxy("BasicAuth me secret-of-the-proxy\n")
        self.fails(self.ask_by(url), 5, f"the proxy {url}: CONNECT was answered by 407")
        self.fails(self.ask_by(url.replace("//", "//me:wrong@")), 5, f"the proxy {url}: CONNECT was answered by 40")
        self.assertEqual(self.exchange.connections, 0)
        self.succeeds(self.ask_by(url.replace("//", "//me:secret-of-the-proxy@")))


harness.main()
