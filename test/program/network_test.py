"""Timeouts, retries and replies that break HTTP."""

import functools
import socket
import time

import harness
import servers

OK = servers.envelope(servers.CASH)
CASH = "/api/pro/v1/cash/balance"
HEAD = b"HTTP/1.1 200 OK\r\n"


class Connection(harness.TestCase):
    def test_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = "http://127.0.0.1:%d" % server.getsockname()[1]
        result = self.ask(None, "--retries", "1", url=url)
        self.fails(result, 5)
        self.lasts(result, 0.2, 1.5)

    def test_a_connection_that_is_never_answered(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            url = "http://127.0.0.1:%d" % listener.getsockname()[1]
            fillers = [socket.socket() for _ in range(4)]
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(listener.getsockname())
            result = self.ask(None, *harness.SHORT, url=url)
            for filler in fillers:
                filler.close()
        self.fails(result, 5)
        self.ends_in_time(result)

    def test_an_unknown_host(self):
        result = self.ask(None, "--timeout", "1", url="https://nowhere.invalid")
        self.fails(result, 5, "nowhere.invalid")
        self.lasts(result, 0, 1.3)

    def test_a_connection_closed_without_a_reply_is_tried_again(self):
        server = servers.BrokenExchange(self, lambda _: None)
        self.fails(self.ask(server, "--retries", "1"), 5)
        self.assertEqual(server.connections, 2)

    def stalls(self, act):
        result = self.ask(servers.BrokenExchange(self, act), *harness.SHORT)
        self.fails(result, 5)
        self.ends_in_time(result)

    def test_a_stall_before_the_reply(self):
        self.stalls(lambda _: time.sleep(3))

    def test_a_stall_in_the_headers(self):
        self.stalls(lambda connection: (connection.sendall(HEAD), time.sleep(3)))

    def test_a_stall_in_the_body(self):
        start = HEAD + b"Content-Length: 9\r\n\r\n{"
        self.stalls(lambda connection: (connection.sendall(start), time.sleep(3)))

    def test_a_drip(self):
        def drip(start, connection):
            connection.sendall(start)
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)

        self.stalls(functools.partial(drip, HEAD + b"X-Header: "))
        self.stalls(functools.partial(drip, HEAD + b"Content-Length: 9999\r\n\r\n"))

    def test_a_body_cut_short(self):
        server = servers.BrokenExchange(self, lambda connection: connection.sendall(
            HEAD + b"Content-Length: 9999\r\n\r\n" + OK.encode()))
        self.fails(self.ask(server, "--retries", "0"), 5)
        self.assertEqual(server.connections, 1)

    def test_a_reply_in_pieces(self):
        def pieces(connection):
            for byte in servers.Reply(OK).bytes():
                connection.sendall(bytes([byte]))

        self.assertEqual(self.ask(servers.BrokenExchange(self, pieces)).status, 0)

    def test_a_chunked_reply(self):
        body = OK.encode()
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:], b""))
        server = servers.BrokenExchange(self, lambda connection: connection.sendall(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks))
        self.assertEqual(self.ask(server).status, 0)

    def test_only_loopback_goes_without_tls(self):
        env = servers.credentials("https://127.0.0.1:1")
        for host in "example.com", "127.0.0.1.example.com", "10.0.0.1", "0.0.0.0":
            url = f"http://{host}"
            with self.subTest(url):
                self.fails(self.coffer("cash", "--base-url", url, env=env), 2, "--base-url")
                self.fails(self.coffer("cash", env={**env, "COFFER_BASE_URL": url}), 3, "COFFER_BASE_URL")
        path = self.write("profile.json", {"api_key": "k", "api_secret": "s", "base_url": url})
        self.fails(self.coffer("cash", "-p", str(path)), 3, "profile.json")


class Replies(harness.TestCase):
    def test_a_redirect_is_not_followed(self):
        other = servers.Exchange(self)
        for status in 301, 302, 307, 308:
            exchange = servers.scripted(self, servers.Reply("", status, [f"Location: {other.url}/6{CASH}"]))
            self.fails(self.ask(exchange), 9, str(status))
            self.assertEqual(len(exchange.requests), 1)
        self.assertEqual(other.connections, 0)

    def test_retry_after_is_kept(self):
        exchange = servers.scripted(self, servers.Reply("", 429, ["Retry-After: 1"]), OK)
        result = self.ask(exchange)
        self.assertEqual(result.status, 0)
        self.lasts(result, 1, 2)

    def test_retry_after_that_does_not_fit_the_timeout(self):
        exchange = servers.scripted(self, servers.Reply("", 429, ["Retry-After: 3600"]))
        result = self.ask(exchange)
        self.fails(result, 7, "429", "3600")
        self.lasts(result, 0, 0.5)
        self.assertEqual(len(exchange.requests), 1)

    def test_retry_after_garbage(self):
        for value in "soon", "-1", "9" * 40, "":
            exchange = servers.scripted(self, servers.Reply("", 429, [f"Retry-After: {value}"]))
            self.fails(self.ask(exchange, "--retries", "0"), 7)

    def test_a_transient_failure_is_tried_again(self):
        for reply in servers.Reply("<html>", 502), servers.failure(100101), servers.Reply("", 429):
            exchange = servers.scripted(self, reply, OK)
            result = self.ask(exchange)
            self.assertEqual((result.status, result.stderr), (0, ""))
            self.assertEqual(len(exchange.requests), 2)
            self.assertEqual(exchange.connections, 1)

    def test_an_error_page(self):
        for status in 502, 503, 504, 520:
            exchange = servers.scripted(self, servers.Reply("<html>Ray ID", status))
            result = self.ask(exchange, "--retries", "1")
            self.fails(result, 7, f"HTTP {status}")
            self.assertNotIn("Ray", result.stderr)
            self.assertEqual(len(exchange.requests), 2)

    def test_retries_end_at_the_timeout(self):
        exchange = servers.scripted(self, servers.Reply("", 503))
        result = self.ask(exchange, "--retries", "100", "--timeout", "1")
        self.fails(result, 7)
        self.lasts(result, 0, 1.3)
        self.assertGreater(len(exchange.requests), 1)

    def test_a_page_that_blocks(self):
        result = self.ask(servers.scripted(self, servers.Reply("<html>", 403)))
        self.fails(result, 8, "403", "hint: ")

    def test_an_envelope_outranks_the_status(self):
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(200015), 503))), 4)
        self.fails(self.ask(servers.scripted(self, servers.Reply(servers.failure(100004), 429))), 8)

    def test_a_body_beyond_the_limit(self):
        block = b" " * 65536

        def endless(head, chunk, connection):
            connection.sendall(head)
            while True:
                connection.sendall(chunk)

        for head, chunk in (
            (HEAD + b"Content-Length: 17000000\r\n\r\n", block),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + block + b"\r\n"),
            (HEAD + b"\r\n", block),
            (HEAD + b"X: ", b"x" * 65536),
            (HEAD, b"X: y\r\n" * 10000),
        ):
            with self.subTest((head, chunk[:9])):
                self.fails(self.ask(servers.BrokenExchange(self, functools.partial(endless, head, chunk))), 9)

    def test_lengths_that_contradict(self):
        for head in (b"Content-Length: abc", b"Content-Length: -1",
                     b"Content-Length: 3\r\nContent-Length: 5"):
            server = servers.BrokenExchange(self, lambda connection, head=head: connection.sendall(
                HEAD + head + b"\r\n\r\n" + OK.encode()))
            with self.subTest(head):
                self.fails(self.ask(server), 9)

    def test_an_encoded_body(self):
        reply = servers.Reply(b"\x1f\x8b", headers=["Content-Encoding: gzip"])
        self.fails(self.ask(servers.scripted(self, reply)), 9)

    def test_a_reply_that_is_not_what_was_promised(self):
        deep = "[" * 9 + "]" * 9
        for body in ("", "{", OK[:-1], OK + "x", OK + "\0junk", '{"data": []}', '{"code": "0", "data": []}',
                     '{"code": 0}', '{"code": 0, "data": {}}', '{"code": 0, "data": [null]}',
                     '{"code": 0, "code": 0, "data": []}', '{"code": 0, "data": [], "x": %s}' % deep,
                     '{"code": 0, "data": [], "x": "\\ud800"}'):
            with self.subTest(body[:30]):
                self.fails(self.ask(servers.scripted(self, body)), 9)
        self.fails(self.ask(servers.scripted(self, b'{"code": 0, "data": [], "x": "\xff"}')), 9)


harness.main()
