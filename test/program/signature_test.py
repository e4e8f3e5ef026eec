"""Requests as the exchange sees them: signatures, headers, account groups, methods."""

import base64
import time

import harness
import servers

CASH = "/api/pro/v1/cash/balance"
RISK = "/api/pro/v1/margin/risk"


class Signature(harness.ExchangeTest):
    def setUp(self):
        super().setUp()
        self.groupless = {**self.env, "COFFER_ACCOUNT_GROUP": ""}

    def succeeds(self, *arguments, env=None):
        result = self.coffer(*arguments, env=env or self.env)
        self.assertEqual((result.status, result.stderr), (0, ""))

    def test_every_command_signs_raw(self):
        for command in "cash", "margin", "risk", "info":
            self.succeeds(command)
        self.assertEqual(self.exchange.targets(), [
            f"GET /6{CASH}", "GET /6/api/pro/v1/margin/balance", f"POST /6{RISK}", "GET /api/pro/v1/info"])

    def test_base64_secrets(self):
        secret = base64.b64encode(bytes(range(200, 232))).decode()
        self.exchange.secret = secret
        self.exchange.encoding = "base64"
        env = {**self.env, "COFFER_API_SECRET": secret}
        self.succeeds("cash", env={**env, "COFFER_SECRET_ENCODING": "base64"})
        self.succeeds("cash", "--secret-encoding", "base64", env=env)
        self.fails(self.coffer("cash", env=env), 4)

    def test_headers(self):
        self.succeeds("cash")
        headers = [name.lower() for name, _ in self.exchange.requests[0].headers]
        self.assertEqual(len(headers), len(set(headers)))
        self.assertLessEqual({"host", "x-auth-key", "x-auth-timestamp", "x-auth-signature"}, set(headers))
        self.assertLessEqual(set(headers), {"host", "x-auth-key", "x-auth-timestamp", "x-auth-signature",
                                            "accept", "user-agent", "connection"})
        request = self.exchange.requests[0]
        self.assertEqual(request.header("host"), f"127.0.0.1:{self.exchange.port}")
        self.assertLess(abs(time.time() - int(request.header("x-auth-timestamp")) / 1000), 5)

    def test_one_connection_and_one_request_when_the_group_is_known(self):
        self.succeeds("cash")
        self.assertEqual((self.exchange.connections, len(self.exchange.requests)), (1, 1))

    def test_the_group_is_asked_once_and_remembered(self):
        self.succeeds("cash", env=self.groupless)
        self.assertEqual(self.exchange.targets(), ["GET /api/pro/v1/info", f"GET /6{CASH}"])
        self.assertEqual(self.exchange.connections, 1)
        self.succeeds("risk", env=self.groupless)
        self.assertEqual(self.exchange.targets()[2:], [f"POST /6{RISK}"])
        self.assertEqual(self.exchange.connections, 2)
        cache = [path for path in (self.home / ".cache/coffer").rglob("*") if path.is_file()]
        self.assertEqual(len(cache), 1)
        self.assertNotIn(servers.KEY, cache[0].name + cache[0].read_text())

    def test_risk_falls_back_to_get_whatever_the_refusal_says(self):
        for status in 405, 404:
            refusal = servers.Reply(servers.failure(100001, "INVALID_HTTP_INPUT"), status)
            self.exchange.requests.clear()
            self.exchange.replies[RISK] = lambda request: (
                refusal if request.method == "POST" else servers.envelope(servers.RISK))
            with self.subTest(status):
                self.succeeds("risk")
                self.assertEqual(self.exchange.targets(), [f"POST /6{RISK}", f"GET /6{RISK}"])


harness.main()
