"""Replies that are no answers: faults 24 to 28, and 92."""

import email.utils
import time

import harness
import hostile
import servers
from hostile import CSV, OK

PAGE = "<html>Ray ID canary</html>"


class Status(hostile.Row):
    def refuses(self, reply, status, *parts, tries=1, **more):
        exchange = servers.scripted(self, reply)
        result = self.fault(exchange, status, *parts, requests=tries, **more)
        self.assertNotIn("Ray", result.stderr)
        return result

    def recovers(self, reply):
        """The same question is asked again, on the same connection, with a signature of its own."""
        exchange = servers.scripted(self, reply, OK)
        self.prints(self.query(exchange, "--csv"), CSV)
        first, second = exchange.requests
        self.assertEqual(first.target, second.target)
        self.assertNotEqual(first.header("x-auth-signature"), second.header("x-auth-signature"))
        self.assertEqual(exchange.connections, 1)

    def test_24_an_error_page(self):
        for status in 502, 503, 504, 520:
            self.refuses(servers.Reply(PAGE, status), 7, f"cash balances: HTTP {status}, not JSON", tries=2)
            self.recovers(servers.Reply(PAGE, status))

    def test_24_an_error_page_of_16_mib(self):
        body = b"[" + b",".join([b'"01234"'] * 2_090_000) + b"]"
        self.stays_small(servers.scripted(self, servers.Reply(body, 503), context=hostile.TRUSTED), 7)

    def test_25_a_page_that_blocks(self):
        self.refuses(servers.Reply(PAGE, 403), 8, "HTTP 403, not JSON: blocked before it reached the API",
                     "hint: the exchange may block this network address or region")

    def test_25_a_page_that_is_no_answer(self):
        for status in 400, 401, 404, 405, 410, 418, 451, 499:
            self.refuses(servers.Reply(PAGE, status), 8, f"HTTP {status}, not JSON")

    def test_92_a_web_page_instead_of_json(self):
        for page in PAGE, "\ufeff\n <!doctype html>" + PAGE:
            self.refuses(page, 9, "cash balances: a web page instead of JSON", "hint: check the base URL", "filter")

    def test_92_a_network_that_wants_a_login(self):
        for body in PAGE, "", "{}":
            self.refuses(servers.Reply(body, 511), 5, "HTTP 511", "the network in between",
                         "hint: log in to this network with a browser")

    def limited(self, value):
        return servers.Reply(PAGE, 429, [f"Retry-After: {value}"])

    def test_26_a_wait_that_does_not(self):
        for value, length in (("3600", "60 minutes\n"), ("9" * 40, " years\n"),
                              (email.utils.formatdate(time.time() + 3600, usegmt=True), "60 minutes\n")):
            result = self.refuses(self.limited(value), 7,
                                  "HTTP 429, not JSON: too many requests; the exchange asks to wait ", length)
            self.lasts(result, 0, 5)

    def test_27_a_limit_without_a_wait(self):
        self.refuses(servers.Reply("", 429), 7, "HTTP 429", tries=2)
        self.recovers(servers.Reply("", 429))

    def test_28_a_redirect(self):
        other = servers.Exchange(self)
        for status in 300, 301, 302, 303, 304, 307, 308:
            for target in f"{other.url}/6/api/pro/v1/cash/balance", "/elsewhere", "//example.com", "":
                self.refuses(servers.Reply("", status, [f"Location: {target}"]), 9, f"HTTP {status}")
        self.assertEqual(other.connections, 0)
        for target, host in (("https://u:canary@elsewhere.example:8443/x?y", "elsewhere.example:8443"),
                             ("//elsewhere.example", "elsewhere.example")):
            self.refuses(servers.Reply("", 302, [f"Location: {target}"]), 9, f"it points to {host}\n")


harness.main()
