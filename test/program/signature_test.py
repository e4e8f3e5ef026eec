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

    def test_another_key_or_host_has_another_group(self):
        self.succeeds("cash", env=self.groupless)
        other = servers.Exchange(self, group=7)
        self.succeeds("cash", env={**self.groupless, "COFFER_BASE_URL": other.url})
        self.assertEqual(other.targets(), ["GET /api/pro/v1/info", f"GET /7{CASH}"])

    def test_a_remembered_group_that_became_wrong_is_asked_again(self):
        self.succeeds("cash", env=self.groupless)
        self.exchange.group = 9
        self.exchange.requests.clear()
        self.succeeds("cash", env=self.groupless)
        self.assertEqual(self.exchange.targets(),
                         [f"GET /6{CASH}", "GET /api/pro/v1/info", f"GET /9{CASH}"])
        self.exchange.requests.clear()
        self.succeeds("cash", env=self.groupless)
        self.assertEqual(self.exchange.targets(), [f"GET /9{CASH}"])

    def test_a_group_that_stays_wrong_is_asked_again_once(self):
        mismatch = servers.failure(100010, "INVALID_OPERATION", "Account Group Mismatch")
        self.succeeds("cash", env=self.groupless)
        self.exchange.replies[CASH] = mismatch
        self.exchange.requests.clear()
        self.fails(self.coffer("cash", env=self.groupless), 8)
        self.assertLessEqual(len(self.exchange.requests), 3)

    def test_a_given_group_is_never_replaced(self):
        self.exchange.group = 9
        result = self.coffer("cash", env=self.env)
        self.fails(result, 8)
        self.assertRegex(result.stderr.splitlines()[1], r"\bhint: .*\b9\b")
        result = self.coffer("risk", "--account-group", "5", env=self.groupless)
        self.fails(result, 8)
        self.assertRegex(result.stderr.splitlines()[1], r"\bhint: .*\b9\b")
        self.assertFalse(any("/9/" in target for target in self.exchange.targets()))

    def test_a_wrong_secret_is_refused_and_not_retried(self):
        result = self.coffer("cash", env={**self.env, "COFFER_API_SECRET": "another"})
        self.fails(result, 4, "200001", "AUTHENTICATION_FAILED")
        signed = [request for request in self.exchange.requests if request.header("x-auth-key")]
        self.assertEqual(len(signed), 1)

    def test_every_try_is_signed_afresh(self):
        replies = [servers.Reply("busy", 503), servers.failure(510001, "SERVER_ERROR"),
                   servers.envelope(servers.CASH)]
        self.exchange.replies[CASH] = lambda _: replies.pop(0)
        self.succeeds("cash")
        signed = {request.header("x-auth-signature") for request in self.exchange.requests}
        self.assertEqual(len(signed), 3)

    def test_risk_falls_back_to_get(self):
        for refusal in (servers.Reply("", 405), servers.Reply("<html>", 404),
                        servers.Reply(servers.failure(100001, "INVALID_HTTP_INPUT"), 405),
                        servers.Reply(servers.failure(100001, "INVALID_HTTP_INPUT"), 404)):
            self.exchange.requests.clear()
            self.exchange.replies[RISK] = lambda request: (
                refusal if request.method == "POST" else servers.envelope(servers.RISK))
            with self.subTest((refusal.status, refusal.body)):
                self.succeeds("risk")
                self.assertEqual(self.exchange.targets(), [f"POST /6{RISK}", f"GET /6{RISK}"])

    def test_risk_falls_back_once(self):
        self.exchange.replies[RISK] = servers.Reply("", 405)
        self.fails(self.coffer("risk", env=self.env), 8)
        self.assertEqual(len(self.exchange.requests), 2)

    def test_a_secret_that_is_not_base64_is_a_configuration_error(self):
        self.fails(self.coffer("cash", "--secret-encoding", "base64", env=self.env), 3)
        self.assertEqual(self.exchange.requests, [])


harness.main()
